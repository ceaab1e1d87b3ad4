/** What a launch loads: docs/decisions/start-up.md. Times are measured there; what costs them can be tested. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runtimes } from '../../../../tools/runtimes/index.mjs';
import { bin, command } from './command.js';

const dist = join(dirname(bin), '..', 'dist');

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'forkexec-start-up-'));
  // What is loaded for the hook itself, and by Node, does not count.
  writeFileSync(
    join(dir, 'hook.cjs'),
    `const { writeFileSync } = require('node:fs');
    const before = new Set(process.moduleLoadList);
    process.on('exit', () => {
      const builtins = process.moduleLoadList.filter((name) => !before.has(name));
      writeFileSync(process.env.LOADED, JSON.stringify({ builtins, files: Object.keys(require.cache) }));
    });`,
  );
  writeFileSync(join(dir, 'nothing.cjs'), '');
});
afterAll(() => rmSync(dir, { recursive: true }));

interface Loaded {
  readonly builtins: readonly string[];
  /** Of the command's own. */
  readonly files: readonly string[];
}

function loaded(node: string, script: string, args: readonly string[]): Loaded {
  const file = join(dir, 'loaded.json');
  const env = { ...process.env, LOADED: file };
  command(node, ['-r', join(dir, 'hook.cjs'), script, ...args], { env, stdio: 'ignore' });
  const { builtins, files } = JSON.parse(readFileSync(file, 'utf8')) as Loaded;
  return { builtins, files: files.filter((name) => dirname(name) === dist).map((name) => basename(name)) };
}

/** Of Node's, beyond what Node loads for an empty program. */
function ofNode(node: string, args: readonly string[]): string[] {
  const always = loaded(node, join(dir, 'nothing.cjs'), []).builtins;
  return loaded(node, bin, args).builtins.filter((name) => !always.includes(name));
}

const nodes = [{ name: 'this one', path: process.execPath }, ...runtimes().filter(({ kind }) => kind === 'node')];

test.for(nodes)('a launch without options loads nothing of Node but what signals take: $name', ({ path }) => {
  expect(ofNode(path, ['--', 'true'])).toEqual(['Internal Binding signal_wrap']);
});

test.for([
  ['--timeout=9', '--', 'true'],
  ['--init', '-rp', '--', 'true'],
])('with options the part with their reader, and what those take: %j', (args) => {
  expect(ofNode(process.execPath, args)).toEqual([
    'NativeModule vm',
    'NativeModule internal/util/parse_args/utils',
    'NativeModule internal/util/parse_args/parse_args',
    'Internal Binding signal_wrap',
  ]);
});

describe('of the command it compiles', () => {
  test.for([
    [['--', 'true'], ['forkexec.cjs']],
    [['sh', '-c', 'exit 7'], ['forkexec.cjs']],
    [
      ['--nice=1', 'true'],
      ['forkexec.cjs', 'forkexec.cjs#options'],
    ],
    [['no-such-program'], ['forkexec.cjs']],
    [
      ['plan', 'true'],
      ['forkexec.cjs', 'forkexec.cjs#rest', 'forkexec.cjs#options'],
    ],
  ] as const)('%j: %j', ([args, files]) => {
    expect(new Set(loaded(process.execPath, bin, args).files)).toEqual(new Set(files));
  });

  test('no more than 56 kB for a launch without options', () => {
    expect(readFileSync(join(dist, 'forkexec.cjs'), 'utf8').indexOf('/*options\n')).toBeLessThan(56_000);
  });
});

test('whoever has asked Node for something at its end gets it', () => {
  const env = { ...process.env, NODE_V8_COVERAGE: join(dir, 'coverage') };
  expect(command(process.execPath, [bin, '--', 'true'], { env }).status).toBe(0);
  expect(readdirSync(join(dir, 'coverage'))).toHaveLength(1);
});
