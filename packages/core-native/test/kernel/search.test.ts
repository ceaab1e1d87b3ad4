/** execveSearch looks for a program as execvp(3) does. What glibc's does is compared in exec's tests/fixtures/compat/search.mjs. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Step } from '@forkexec/core-native';
import { type How, hows, inEachMode, plan } from '../launcher.js';

const dir = mkdtempSync(join(tmpdir(), 'forkexec-search-'));
afterAll(() => rmSync(dir, { recursive: true }));

function file(name: string, text: string, mode = 0o755): string {
  const path = join(dir, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

const tool = file('tool', '#!/bin/sh\necho "$0" "$@"\n');
const closed = file('closed', '#!/bin/sh\n', 0o644);
const text = file('text', 'echo "$0" "$@"\n');
const below = join(tool, 'below');
const folder = join(dir, 'folder');
mkdirSync(folder);
const nowhere = join(dir, 'nowhere');

const search = (paths: readonly string[], shell = '/bin/sh'): Step => ({
  op: 'execveSearch',
  paths,
  argv: [shell, 'name', 'a', 'b c'],
  env: null,
});

inEachMode({}, (launcher) => {
  async function output(how: How, ...paths: readonly string[]): Promise<string> {
    const { out } = launcher();
    const { code, status } = await launcher().run(
      plan({ op: 'dup3', from: out, to: 1, cloexec: false }, search(paths)),
      how,
    );
    expect({ code, status }).toEqual({ code: 1, status: 0 });
    return launcher().call('output');
  }

  test.for(hows)('%s: the first that runs', async (how) => {
    expect(await output(how, nowhere, below, closed, folder, tool, nowhere)).toBe(`${tool} a b c\n`);
  });

  test.for(hows)('%s: what has no format is the shell’s', async (how) => {
    expect(await output(how, text)).toBe(`${text} a b c\n`);
    expect(await output(how, nowhere, text, tool)).toBe(`${text} a b c\n`);
  });

  test.for(hows)('%s: the name is itself again where the shell is not there', async (how) => {
    const { out } = launcher();
    const to = { op: 'dup3', from: out, to: 1, cloexec: false } as const;
    const program = file('program', '#!/bin/sh\ntr "\\0" "," < /proc/$$/cmdline\n');
    const { status } = await launcher().run(plan(to, search([text, program], nowhere)), how);
    expect({ status, output: await launcher().call('output') }).toEqual({
      status: 0,
      output: `/bin/sh,${program},a,b c,`,
    });
  });

  test.for(hows)('%s: the error is the last one’s, but EACCES is remembered', async (how) => {
    const code = async (...paths: readonly string[]) => (await launcher().fail(plan(search(paths)), how)).code;
    expect(await code()).toBe('ENOENT');
    expect(await code(below, nowhere)).toBe('ENOENT');
    expect(await code(nowhere, below)).toBe('ENOTDIR');
    expect(await code(closed, nowhere)).toBe('EACCES');
    expect(await code(folder)).toBe('EACCES');
    expect(await code('x'.repeat(5000), tool)).toBe('ENAMETOOLONG');
  });

  test.for(hows)('%s: setBlocking', async (how) => {
    const fifo = await launcher().call('open', '/dev/zero', 0o4000 /* O_NONBLOCK */);
    const show = ['/bin/sh', '-c', 'grep ^flags: /proc/self/fdinfo/0'];
    const from = { op: 'dup3', from: fifo, to: 0, cloexec: false } as const;
    const flags = (line: string) => Number.parseInt(line.split(/\s+/)[1]!, 8) & 0o4000;
    expect(flags(await launcher().see(how, [from], show))).toBe(0o4000);
    expect(flags(await launcher().see(how, [from, { op: 'setBlocking', fd: 0 }], show))).toBe(0);
    await launcher().call('close', fifo);
  });
});
