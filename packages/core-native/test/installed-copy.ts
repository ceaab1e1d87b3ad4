import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { root } from '../scripts/native-sources.mjs';

export const addonPath = `prebuilds/linux-${process.arch}/core-native.node`;

/** What a program says that asks a copy of the package for the kernel's facts. */
export interface Said {
  readonly facts?: object;
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
  readonly hint?: string;
  readonly tried?: readonly { file: string; found: string }[];
}

export interface Asking {
  readonly node?: readonly string[];
  /** A command that runs what stands behind it. */
  readonly under?: readonly string[];
  /** JavaScript that is run first. */
  readonly before?: string;
  readonly uid?: number;
}

/** A copy of the package as npm would install it, to be spoiled. It is removed after the test. */
export function copyOfPackage(): string {
  const dir = mkdtempSync(join(tmpdir(), 'forkexec-load-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  chmodSync(dir, 0o755);
  for (const name of ['dist', 'prebuilds', 'package.json'])
    cpSync(join(root, name), join(dir, name), { recursive: true });
  return dir;
}

/** Loads `entry` of the copy, then the addon, in a process of its own. */
export function ask(
  dir: string,
  { node = [], under = [], before = '', uid }: Asking = {},
  entry = 'dist/index.js',
): Said {
  const program = `${before}
    import(${JSON.stringify(join(dir, entry))}).then(({ kernelFacts }) => {
      try { return { facts: kernelFacts() }; }
      catch ({ name, code, message, hint, tried }) { return { name, code, message, hint, tried }; }
    }).then((said) => console.log(JSON.stringify(said)));`;
  const [command, ...args] = [...under, process.execPath, ...node, '-e', program];
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: '/',
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '', NODE_EXTRA_CA_CERTS: '' },
    ...(uid !== undefined && { uid, gid: uid }),
  });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout) as Said;
}
