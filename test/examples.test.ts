import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { read, root } from './markdown.js';
import { type As, noUserNamespaces } from './user-namespaces.js';

const folder = join(root, 'examples');
const files = readdirSync(folder).filter((name) => name.endsWith('.mjs'));

interface Example {
  readonly prints: RegExp;
  /** Only root can do it, or whoever has been given the right. */
  readonly privileged?: true;
  /** Why it cannot work here. */
  readonly missing?: (as: As) => string | undefined;
}

const examples: Readonly<Record<string, Example>> = {
  'sandbox.mjs': {
    prints: /^user 0, host box\nprocesses: \/proc\/1\ninterfaces: (?!.*\b(?:eth|en|wl)\w*\d).*\blo\b.*\n$/,
    missing: noUserNamespaces,
  },
  'drop-privileges.mjs': {
    prints: /^Uid:(\t65534){4}\nGid:(\t65534){4}\nGroups:\s*\nCapEff:\t0{13}400\nCapAmb:\t0{13}400\n$/,
    privileged: true,
    missing: () => (process.geteuid!() === 0 ? undefined : 'needs root: CAP_SETUID and CAP_SETGID'),
  },
  'die-with-parent.mjs': { prints: /^the parent was killed, and its child is gone\n$/ },
  'limits.mjs': { prints: /^signal: SIGXFSZ SIGXFSZ\n4096 bytes written\nCPU time below a second: true\n$/ },
  'cgroup.mjs': { prints: /^0::\/.*forkexec-\d+\n$/, privileged: true, missing: noCgroup },
  'explain-error.mjs': {
    prints:
      /^chroot \/no\/such\/root: ENOENT, .* \(child step 5 of 12\)\n.*syscall: 'chroot'.*\n> {10}5 {2}chroot \/no\/such\/root\n/s,
    missing: noUserNamespaces,
  },
  'look-path.mjs': {
    prints:
      /^started as sh\nENOENT: no-such-program: .*\nEACCES: \/etc\/passwd: .*\nEACCES: \/.*\/look-path\.mjs: .*\n$/,
  },
  'exec-in-place.mjs': {
    prints: /^node is process (\d+)\nstill here: execve \/no\/such\/program .*\nsh is process \1, hello\n$/,
  },
};

test('each example is run here, is short, and stands in the README', () => {
  expect(files.toSorted()).toEqual(Object.keys(examples).toSorted());
  for (const file of files) {
    expect(read(`examples/${file}`).split('\n').length, file).toBeLessThanOrEqual(60);
    expect(read('README.md'), file).toContain(`[${file}](examples/${file})`);
  }
});

const ordinary: As = { uid: 65534, gid: 65534 };
const all = Object.entries(examples);
const runs = [
  ...all.map(([file, example]) => ({ file, example, who: 'by us', as: {} })),
  ...all
    .filter(([, { privileged }]) => !privileged)
    .map(([file, example]) => ({ file, example, who: 'by an ordinary user', as: ordinary })),
];

describe('examples', () => {
  test.for(runs)('$file run $who', { timeout: 60_000 }, ({ file, example, as }, { skip }) => {
    const why = cannotBecome(as) ?? example.missing?.(as);
    skip(why !== undefined, why);
    const { status, stdout, stderr } = run([join(folder, file)], as);
    expect(stderr).toBe('');
    expect(stdout).toMatch(example.prints);
    expect(status).toBe(0);
  });
});

function run(args: readonly string[], as: As) {
  return spawnSync(process.execPath, args, { cwd: '/', encoding: 'utf8', timeout: 30_000, ...as });
}

function cannotBecome(as: As): string | undefined {
  if (as.uid === undefined) return undefined;
  if (process.geteuid!() !== 0) return 'needs root to become another user';
  const addon = join(root, `packages/core-native/prebuilds/linux-${process.arch}/core-native.node`);
  const { status } = run(['-e', `require('node:fs').readFileSync(${JSON.stringify(addon)})`], as);
  return status === 0 ? undefined : `needs a clone and a node that user ${as.uid} can read`;
}

function noCgroup(): string | undefined {
  const mount = /^\S+ (\S+) cgroup2 /m.exec(readFileSync('/proc/self/mounts', 'utf8'))?.[1];
  const own = /^0::(.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8'))?.[1];
  if (mount === undefined || own === undefined) return 'needs cgroup version 2';
  const probe = join(mount, own, `forkexec-test-${process.pid}`);
  try {
    mkdirSync(probe);
    rmdirSync(probe);
    return undefined;
  } catch (error) {
    return `needs the right to make a cgroup: ${String(error)}`;
  }
}
