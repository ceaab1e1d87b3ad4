import type { Plan, Step } from '@forkexec/core-native';
import { execve, plan } from './launcher.js';

/** A plan that fails at a known step for a known reason. */
export interface Failing {
  readonly name: string;
  readonly plan: Plan;
  readonly error: {
    readonly code: string;
    readonly syscall: string;
    readonly index: number;
    readonly side: 'child' | 'parent';
    readonly path?: string;
  };
  /** Fails for root only because root has done something first, or needs root to come that far. */
  readonly root: boolean;
}

const exit: Step = { op: 'exit', status: 0 };
const nowhere = '/nonexistent/file';
const big = 'x'.repeat(200_000);
const writeFile = (path: string, data = ''): Step => ({ op: 'writeFile', path, data, optional: false });
const mount = (target: string, type: string): Step => ({
  op: 'mount',
  source: null,
  target,
  type,
  flags: 0,
  data: null,
});
const CLONE_NEWUSER = 0x10000000;
const EVERY_FD = 123_456; // no such descriptor

const searched = (...paths: string[]): Step => ({ op: 'execveSearch', paths, argv: ['/bin/sh', 'x'], env: [] });

type Case = readonly [name: string, error: Failing['error'], ...steps: Step[]];
const at = (index: number, code: string, syscall: string, path?: string): Failing['error'] => ({
  side: 'child',
  index,
  code,
  syscall,
  ...(path !== undefined && { path }),
});

/** Each op that can fail without a filter in front of the kernel, and each of its calls that can. */
const child: readonly Case[] = [
  ['setsid', at(1, 'EPERM', 'setsid'), { op: 'setpgid', pgid: 0 }, { op: 'setsid' }],
  ['setpgid', at(0, 'EPERM', 'setpgid'), { op: 'setpgid', pgid: 1 }],
  ['setpgid, a negative group', at(0, 'EINVAL', 'setpgid'), { op: 'setpgid', pgid: -1 }],
  ['foreground', at(0, 'EBADF', 'ioctl'), { op: 'foreground', fd: EVERY_FD, pgid: 0 }],
  ['unshare', at(0, 'EINVAL', 'unshare'), { op: 'unshare', flags: 1 }],
  ['writeFile, open', at(0, 'ENOENT', 'open', nowhere), writeFile(nowhere)],
  ['writeFile, a folder', at(0, 'EISDIR', 'open', '/'), writeFile('/')],
  [
    'writeFile, write',
    at(0, 'EINVAL', 'write', '/proc/self/oom_score_adj'),
    writeFile('/proc/self/oom_score_adj', 'x'),
  ],
  ['writeFile, a full device', at(0, 'ENOSPC', 'write', '/dev/full'), writeFile('/dev/full', 'x')],
  ['sethostname', at(0, 'EINVAL', 'sethostname'), { op: 'sethostname', name: 'x'.repeat(65) }],
  ['mount, the target', at(0, 'ENOENT', 'mount', nowhere), mount(nowhere, 'tmpfs')],
  ['mount, the type', at(0, 'ENODEV', 'mount', '/'), mount('/', 'no such type')],
  ['chroot', at(0, 'ENOTDIR', 'chroot', '/dev/null'), { op: 'chroot', path: '/dev/null' }],
  ['chdir', at(1, 'ENOENT', 'chdir', nowhere), { op: 'chdir', path: '/' }, { op: 'chdir', path: nowhere }],
  ['prlimit', at(0, 'EINVAL', 'prlimit64'), { op: 'prlimit', resource: 7, soft: 2, hard: 1 }],
  ['prlimit, the resource', at(0, 'EINVAL', 'prlimit64'), { op: 'prlimit', resource: 99, soft: 1, hard: 1 }],
  ['setgroups', at(1, 'EPERM', 'setgroups'), { op: 'setuid', uid: 1 }, { op: 'setgroups', gids: [1] }],
  ['setgid', at(1, 'EPERM', 'setgid'), { op: 'setuid', uid: 1 }, { op: 'setgid', gid: 1 }],
  ['setuid', at(1, 'EPERM', 'setuid'), { op: 'setuid', uid: 1 }, { op: 'setuid', uid: 2 }],
  ['setuid, no id', at(0, 'EINVAL', 'setuid'), { op: 'setuid', uid: 0xffffffff }],
  ['setresgid', at(1, 'EPERM', 'setresgid'), { op: 'setuid', uid: 1 }, { op: 'setresgid', rgid: 1, egid: 1, sgid: 0 }],
  ['setresuid', at(1, 'EPERM', 'setresuid'), { op: 'setuid', uid: 1 }, { op: 'setresuid', ruid: 1, euid: 2, suid: 1 }],
  ['securebits', at(1, 'EPERM', 'prctl'), { op: 'setuid', uid: 1 }, { op: 'securebits', set: 1, clear: 0 }],
  ['securebits, an unknown bit', at(0, 'EPERM', 'prctl'), { op: 'securebits', set: 1 << 20, clear: 0 }],
  ['dropBounding', at(1, 'EPERM', 'prctl'), { op: 'setuid', uid: 1 }, { op: 'dropBounding', caps: 1 }],
  ['setInheritable', at(1, 'EPERM', 'capset'), { op: 'setuid', uid: 1 }, { op: 'setInheritable', caps: 1 }],
  ['nice', at(1, 'EACCES', 'setpriority'), { op: 'setuid', uid: 1 }, { op: 'nice', increment: -1 }],
  ['addCaps', at(1, 'EPERM', 'capset'), { op: 'setuid', uid: 1 }, { op: 'addCaps', caps: 1 }],
  ['raiseAmbient', at(0, 'EPERM', 'prctl'), { op: 'raiseAmbient', cap: 0 }],
  ['raiseAmbient, the number', at(0, 'EINVAL', 'prctl'), { op: 'raiseAmbient', cap: 99 }],
  ['pdeathsig', at(0, 'EINVAL', 'prctl'), { op: 'pdeathsig', signal: 100 }],
  ['dup3', at(0, 'EBADF', 'dup3'), { op: 'dup3', from: EVERY_FD, to: 1, cloexec: false }],
  ['dup3, onto itself', at(0, 'EINVAL', 'dup3'), { op: 'dup3', from: 1, to: 1, cloexec: false }],
  ['dup3, past the limit', at(0, 'EBADF', 'dup3'), { op: 'dup3', from: 1, to: 0x7fffffff, cloexec: false }],
  ['setCloexec', at(0, 'EBADF', 'fcntl'), { op: 'setCloexec', fd: EVERY_FD, on: false }],
  ['setBlocking', at(0, 'EBADF', 'fcntl'), { op: 'setBlocking', fd: EVERY_FD }],
  ['noctty', at(0, 'EBADF', 'ioctl'), { op: 'noctty', fd: EVERY_FD }],
  ['setctty', at(1, 'EBADF', 'ioctl'), { op: 'setsid' }, { op: 'setctty', fd: EVERY_FD }],
  ['traceMe', at(1, 'EPERM', 'ptrace'), { op: 'traceMe' }, { op: 'traceMe' }],
];

/** execve and execveat fail as the last step. */
const last: readonly (readonly [string, Failing['error'], Step])[] = [
  ['execve, no file', at(1, 'ENOENT', 'execve', nowhere), execve(nowhere)],
  ['execve, a folder', at(1, 'EACCES', 'execve', '/'), execve('/')],
  ['execve, below a file', at(1, 'ENOTDIR', 'execve', '/dev/null/x'), execve('/dev/null/x')],
  ['execve, not executable', at(1, 'EACCES', 'execve', '/proc/version'), execve('/proc/version')],
  ['execve, one argument too long', at(1, 'E2BIG', 'execve', '/bin/true'), execve('/bin/true', big)],
  ['execveSearch, one path', at(1, 'ENOENT', 'execve', nowhere), searched(nowhere)],
  ['execveSearch, several', at(1, 'EACCES', 'execve'), searched('/', nowhere)],
  ['execve, no such descriptor', at(1, 'EBADF', 'execveat'), { op: 'execveat', fd: EVERY_FD, argv: [], env: [] }],
];

const inParent = (index: number, code: string, syscall: string, path?: string): Failing['error'] => ({
  ...at(index, code, syscall, path),
  side: 'parent',
});
const newidmap = (path: string): Step => ({ op: 'newidmap', path, argv: [path, '<pid>'] });
const parent: readonly Case[] = [
  ['writeFile, open', inParent(1, 'ENOENT', 'open', nowhere), writeFile('/dev/null'), writeFile(nowhere)],
  ['writeFile, write', inParent(0, 'ENOSPC', 'write', '/dev/full'), writeFile('/dev/full', 'x')],
  ['writeFile, the child’s', inParent(0, 'ENOENT', 'open', '/proc/<pid>/nothing'), writeFile('/proc/<pid>/nothing')],
  ['writeFile, its maps', inParent(0, 'EINVAL', 'write', '/proc/<pid>/uid_map'), writeFile('/proc/<pid>/uid_map', 'x')],
  ['writeFile, a path too long', inParent(0, 'ENAMETOOLONG', 'open'), writeFile(`/proc/<pid>/${'x'.repeat(99)}`)],
  ['newidmap, no program', inParent(0, 'ENOENT', 'execve', nowhere), newidmap(nowhere)],
  ['joinCgroup, openat', inParent(0, 'EBADF', 'openat'), { op: 'joinCgroup', fd: EVERY_FD }],
];

const needsRoot = /^(sethostname|mount|chroot|set[gur]|securebits$|dropB|setInh|nice|addCaps)/;

export const failing: readonly Failing[] = [
  ...child.map(([name, error, ...steps]): Failing => {
    const root = needsRoot.test(name);
    return { name, error, plan: plan(...steps, exit), root };
  }),
  ...last.map(([name, error, step]): Failing => {
    const steps = plan({ op: 'chdir', path: '/' }, step);
    return { name, error, plan: steps, root: false };
  }),
  ...parent.flatMap(([name, error, ...steps]): Failing[] =>
    (['hold', 'gate'] as const).map((wait) => {
      const waiting = wait === 'hold' ? plan({ op: 'hold' }, exit) : plan(exit);
      return {
        name: `the parent’s ${name} (${wait})`,
        error,
        plan: { clone: { flags: CLONE_NEWUSER }, parent: steps, child: waiting.child },
        root: false,
      };
    }),
  ),
];
