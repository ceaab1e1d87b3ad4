import { existsSync } from 'node:fs';
import { afterAll } from 'vitest';
import { withIDFiles } from '../../../../test/id-files.js';
import { cases } from '../fixtures/cases/id-words.mjs';
import { matrix, USER } from './matrix.js';

/**
 * Several lines by name and by number, beside others and one that is none. Root's come first: unshare(1) of util-linux 2.38
 * reads every name as the number 0.
 */
const subuid = ['root:400000:1000', 'malformed:line', 'other:100000:65536', 'fxwords:200000:65536'];
const more = [`${USER}:300000:1000`, 'fxwords:310000:5'];
const files = withIDFiles({
  users: { fxwords: USER },
  subuid: [...subuid, ...more, ''].join('\n'),
  subgid: ['root:450000:1000', 'fxwords:0x', 'fxwords:250000:65536', ''].join('\n'),
});
afterAll(() => files.remove());

const missing =
  process.geteuid?.() !== 0
    ? 'needs root: to have lines in /etc/subuid that only the test sees'
    : existsSync('/usr/bin/newuidmap')
      ? undefined
      : 'needs newuidmap: package uidmap';
matrix('id-words.mjs', cases, { under: files.under, missing });
