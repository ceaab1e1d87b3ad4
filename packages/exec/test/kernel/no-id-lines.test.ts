import { afterAll } from 'vitest';
import { withIDFiles } from '../../../../test/id-files.js';
import { cases } from '../fixtures/cases/no-id-lines.mjs';
import { matrix } from './matrix.js';

/** The lines of another, and a user without a name. */
const lines = 'other:100000:65536\n';
const files = withIDFiles({ subuid: lines, subgid: lines, withoutPrograms: true });
afterAll(() => files.remove());

const missing = process.geteuid?.() === 0 ? undefined : 'needs root: to have an /etc/subuid that only the test sees';
matrix('no-id-lines.mjs', cases, { under: files.under, missing });
