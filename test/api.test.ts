import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from './markdown.js';

test('every export has a comment, and every link in a comment leads somewhere', { timeout: 180_000 }, ({ skip }) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'scripts/api.mjs'), '--check'], {
    encoding: 'utf8',
  });
  skip(status === 2, 'needs tools/docs: npm could not install it');
  expect(stdout + stderr).toBe('');
  expect(status).toBe(0);
});
