import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { runtimes } from '../../../../tools/runtimes/index.mjs';

const fixtures = new URL('../fixtures/register/', import.meta.url);
const fixture = (name: string) => fileURLToPath(new URL(`${name}.mjs`, fixtures));

interface Ended {
  readonly status: unknown;
  readonly stderr: string;
}

function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const options = { cwd: fileURLToPath(fixtures), env: { ...process.env, ...env } };
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve) => child.on('close', (code, signal) => resolve({ status: code ?? signal, stderr })));
}

const all = runtimes();
const current = { kind: 'node', name: 'this Node', path: process.execPath } as const;
const nodes = [current, ...all.filter(({ kind }) => kind === 'node')];
const IMPORT = ['--import', '@forkexec/exec/register'];
const REQUIRE = ['--require', '@forkexec/exec/register'];

for (const { name, path } of nodes) {
  describe(name, () => {
    test.each(['everywhere', 'cluster', 'threads', 'children'])('--import: %s', async (script) => {
      expect(await run(path, [...IMPORT, fixture(script)])).toEqual({ status: 0, stderr: '' });
    });

    test.each(['everywhere', 'cluster', 'threads', 'children', 'early'])('--require: %s', async (script) => {
      expect(await run(path, [...REQUIRE, fixture(script)])).toEqual({ status: 0, stderr: '' });
    });
  });
}

// Node 20 has no addons under its permission model.
const withPermissions = nodes.filter(({ path, name }) => path !== process.execPath && name !== 'Node 20');
for (const { name, path } of withPermissions) {
  const bound = ['--no-warnings', '--permission', '--allow-addons', '--allow-fs-read=*'];
  test.each([
    { title: 'no children', flags: bound },
    { title: 'children', flags: [...bound, '--allow-child-process'] },
  ])(`${name}: --permission, $title`, async ({ flags }) => {
    expect(await run(path, [...flags, ...IMPORT, fixture('permission')])).toEqual({ status: 0, stderr: '' });
  });
}

test('NODE_OPTIONS', async () => {
  const options = { NODE_OPTIONS: IMPORT.join(' ') };
  expect(await run(process.execPath, [fixture('everywhere')], options)).toEqual({ status: 0, stderr: '' });
});

describe('where it cannot be', () => {
  const others = all.filter(({ kind }) => kind !== 'node');
  const missing = others.length === 0;

  test('Bun and Deno say so', async ({ skip }) => {
    skip(missing, 'no other runtimes: npm run runtimes');
    for (const { kind, path } of others) {
      for (const name of ['register', 'child_process']) {
        const args = kind === 'deno' ? ['run', '-A', '--node-modules-dir=manual'] : ['run'];
        const { status, stderr } = await run(path, [...args, fixture('import'), `@forkexec/exec/${name}`]);
        expect(status, stderr).toBe(1);
        const message = `UnsupportedRuntimeError: @forkexec/exec/${name} replaces the launch inside of Node's own ChildProcess`;
        expect(stderr).toContain(message);
        expect(stderr).toContain('startProcess and run work here');
      }
    }
  });
});
