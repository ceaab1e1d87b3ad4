import { program } from '../../../core-native/test/c-program.js';
import { cases } from '../fixtures/cases/jobs.mjs';
import { matrix } from './matrix.js';

const withPty = program('with-pty', ['with-pty.c']);
matrix('jobs.mjs', cases, { under: ['env', 'FORKEXEC_TEST_PTY=1', withPty] });
