/** Packages that start processes, from npm as they are, with register: node --import @forkexec/exec/register. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runtimes } from '../tools/runtimes/index.mjs';
import { root } from './markdown.js';

const nodes = runtimes().filter(({ kind }) => kind === 'node');
const current = { name: 'this Node', path: process.execPath };
const newest = nodes.filter(({ path }) => path !== process.execPath).slice(-1);

describe.each([current, ...newest])('$name', ({ path }) => {
  test.each(['execa', 'cross-spawn', 'tinyexec', 'zx'])('%s', async (name) => {
    const script = join(root, 'test/on-register', `${name}.mjs`);
    const args = ['--import', '@forkexec/exec/register', script];
    const child = spawn(path, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    const status = await new Promise((resolve) => child.on('close', (code, signal) => resolve(code ?? signal)));
    expect(status, text).toBe(0);
  });
});
