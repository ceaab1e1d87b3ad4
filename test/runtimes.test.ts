import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runtimes } from '../tools/runtimes/index.mjs';
import { root } from './markdown.js';

const portable = fileURLToPath(new URL('portable.mjs', import.meta.url));

const expected = {
  startProcess: 3,
  failedStep: ['chdir', 'ENOENT'],
  killed: ['SIGTERM', 'SIGTERM'],
  collected: ['out', 'err', 4],
  large: [8 << 20, true],
  input: true,
  iterable: '100000',
  webStream: 'web',
  lines: 200_010_000,
  nodeStreams: 'node',
  pipeline: '3\n2\n1',
  timeout: ['timeout', 'SIGTERM'],
  abort: ['abort', 'enough'],
  grandchild: true,
  many: true,
};

/** Deno gives a program nothing by itself, and looks for packages where package.json says only when told. */
const options = { node: [], bun: [], deno: ['run', '-A', '--node-modules-dir=manual'] };

test.for(['Node 20', 'Node 22', 'Node 24', 'Node 26', 'Bun', 'Deno'])(
  'run and startProcess on %s',
  (name, { skip }) => {
    const runtime = runtimes().find((it) => it.name === name);
    skip(!runtime, `needs ${name}: npm run runtimes`);
    if (!runtime) return;
    const { status, stdout, stderr } = spawnSync(runtime.path, [...options[runtime.kind], portable], {
      cwd: root,
      encoding: 'utf8',
      timeout: 50_000,
    });
    expect(stderr).toBe('');
    const results = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(Object.assign({}, ...results)).toEqual(expected);
    expect(status).toBe(0);
  },
);
