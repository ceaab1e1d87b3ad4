import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { runtimes } from '../../../../tools/runtimes/index.mjs';
import { cases } from '../fixtures/cases/spawn-sync-node.mjs';
import { matrix } from './matrix.js';

matrix('spawn-sync-node.mjs', cases, { modes: ['vfork'] });

describe('the same calls come to what another Node makes of them', () => {
  const ours = `Node ${Number.parseInt(process.versions.node, 10)}`;
  const others = runtimes().filter(({ kind, name }) => kind === 'node' && name !== ours);
  test('there are others', ({ skip }) => {
    skip(others.length === 0, 'no other versions of Node: npm run runtimes');
    expect(others.length).toBeGreaterThan(0);
  });
  test.for(others)('$name', ({ path }) => {
    const compare = fileURLToPath(new URL('../fixtures/spawn-sync/compare.mjs', import.meta.url));
    const { stdout, stderr } = spawnSync(path, [compare], { encoding: 'utf8', maxBuffer: Infinity });
    expect(stderr + stdout).toMatch(/^v\d+\.\d+\.\d+: \d\d\d calls, 0 different\n$/);
  });
});
