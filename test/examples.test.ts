import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { withIDFiles } from './id-files.js';
import { read, root } from './markdown.js';
import { type As, noUserNamespaces } from './user-namespaces.js';

const folder = join(root, 'examples');
const files = readdirSync(folder).filter((name) => name.endsWith('.mjs'));

interface Example {
  readonly prints: RegExp;
  /** Only root can do it, or whoever has been given the right. */
  readonly privileged?: true;
  /** Typed into a terminal of its own, which it needs. */
  readonly types?: string;
  /** Why it cannot work here. */
  readonly missing?: (as: As) => string | undefined;
  /** Runs where root and these users have lines in /etc/subuid and /etc/subgid, as the first of them for an ordinary user. */
  readonly users?: Readonly<Record<string, number>>;
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
  'run-as-user.mjs': {
    prints: /^setuid \d+\ndaemon:daemon\b.*\ncredential\.uid: no user called 'deamon'\n$/,
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
  'run-collect.mjs': {
    prints:
      /^Linux true true\n\[ 'apple', 'pear' \]\nsh -c 'echo "no such thing" >&2; exit 3' exited with status 3\nno such thing\n$/,
  },
  'run-lines.mjs': { prints: /^500500\n$/ },
  'run-pipeline.mjs': { prints: /^1 a 3 b\n$/ },
  'run-timeout.mjs': { prints: /^sh -c .* timed out after 500 ms, killed by SIGKILL\ntimeout SIGKILL true\n$/ },
  'rootless-map.mjs': {
    prints: /^parent {2}1 {2}.*uid_?map.*\n.*setgroups.*\n.*gid_?map.*\nuser 0 of 65536\na file of user 33\n$/,
    missing: noIDLines,
    users: { fxrootless: 65533 },
  },
  'init.mjs': {
    prints: /^process 2, child of process 1\nexit status 143\n$/,
    missing: noUserNamespaces,
  },
  'trace.mjs': {
    prints:
      /^--- exec ---\nbrk\(.*\nopenat\(.*\) = -1 ENOENT\n.*write\(.*exit_group\(0x1, .*\) = \?\n--- exit status 1 ---\n$/s,
  },
  'landlock.mjs': {
    prints: /^(?:this kernel cannot deny .*\n)?kept\nno \/etc\nno other directory\nexit status 0 \[ 'result' \]\n$/,
    missing: noLandlock,
  },
  'job-control.mjs': {
    prints:
      /^(?=.*the job is in front: true\r\n)(?=.*it read: hello\r\n).*exit status 0; we are in front again: true\r\n$/s,
    types: 'hello\n',
    missing: noScript,
  },
  'controlling-terminal.mjs': {
    prints:
      /^session \d+ has none\r\n(?:session \d+ has the terminal|setctty 0: EPERM, .*\r\nthe terminal controls another session, .*)\r\n$/,
    types: '',
    missing: noScript,
  },
  'ci-job.mjs': {
    prints:
      /^good passed; tests passed, HOME is \/nonexistent\ngreedy failed: exit, exit status 1; tail: .*\nchatty failed: output, SIGTERM; again and again\nstuck failed: timeout, SIGTERM; \n$/,
  },
  'replace-child-process.mjs': {
    prints: /^through cat\n\[ 0, null \]\n64 from a shell\n42\nENOENT: spawn true ENOENT: chdir \/no\/such\n$/,
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
    const path = join(folder, file);
    const { status, stdout, stderr } = start(path, example, as);
    expect(stderr).toBe('');
    expect(stdout).toMatch(example.prints);
    expect(status).toBe(0);
  });
});

function start(path: string, { users, types }: Example, as: As) {
  if (users) return runWithIDs(path, users, as);
  return types === undefined ? run([path], as) : runInTerminal(path, types, as);
}

function run(args: readonly string[], as: As) {
  return spawnSync(process.execPath, args, { cwd: '/', encoding: 'utf8', timeout: 30_000, ...as });
}

/** As root, where each user has a block of ids; becomes the first of them where an ordinary user is wanted. */
function runWithIDs(file: string, users: Readonly<Record<string, number>>, as: As) {
  const lines = ['root', ...Object.keys(users)].map((name, i) => `${name}:${100_000 * (i + 1)}:65536\n`).join('');
  const machine = withIDFiles({ users, subuid: lines, subgid: lines });
  const [id = 0] = Object.values(users);
  const become =
    as.uid === undefined ? [] : ['setpriv', '--reuid', `${id}`, '--regid', `${id}`, '--clear-groups', '--'];
  try {
    const [first, ...rest] = [...machine.under, ...become, process.execPath, file];
    return spawnSync(first, rest, { cwd: '/', encoding: 'utf8', timeout: 30_000 });
  } finally {
    machine.remove();
  }
}

function noIDLines(as: As): string | undefined {
  if (process.geteuid!() !== 0) return 'needs root to have lines in /etc/subuid that only the test sees';
  if (!existsSync('/usr/bin/newuidmap')) return 'needs newuidmap: package uidmap';
  return noUserNamespaces(as);
}

function noScript(): string | undefined {
  return spawnSync('script', ['--version']).status === 0 ? undefined : 'needs script (util-linux)';
}

/** script(1) makes the terminal, and types what it is given. */
function runInTerminal(path: string, input: string, as: As) {
  const command = `'${process.execPath}' '${path}'`;
  return spawnSync('script', ['-qec', command, '/dev/null'], {
    cwd: '/',
    encoding: 'utf8',
    timeout: 30_000,
    input,
    ...as,
  });
}

function cannotBecome(as: As): string | undefined {
  if (as.uid === undefined) return undefined;
  if (process.geteuid!() !== 0) return 'needs root to become another user';
  const addon = join(root, `packages/core-native/prebuilds/linux-${process.arch}/core-native.node`);
  const { status } = run(['-e', `require('node:fs').readFileSync(${JSON.stringify(addon)})`], as);
  return status === 0 ? undefined : `needs a clone and a node that user ${as.uid} can read`;
}

function noLandlock(): string | undefined {
  const lsm = '/sys/kernel/security/lsm';
  const { stdout } = run([join(folder, 'landlock.mjs')], {});
  return stdout.startsWith('no Landlock') ? `needs Landlock: Linux 5.13, and on in ${lsm}` : undefined;
}

test('job-control.mjs says what it needs where there is no terminal', ({ skip }) => {
  skip(spawnSync('setsid', ['--version']).status !== 0, 'needs setsid (util-linux)');
  const { status, stdout } = spawnSync('setsid', ['-w', process.execPath, join(folder, 'job-control.mjs')], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringMatching(/^no terminal: .*\n$/) as string });
});

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
