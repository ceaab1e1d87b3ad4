// Writes native/tests/corpus: plans as the encoder writes them, one file each, for the fuzz target to start from.
// `node native/tests/make-corpus.mjs`, when the wire's format changes.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { encode } from '@forkexec/core-native';

/** @typedef {import('@forkexec/core-native').Plan} Plan */
/** @typedef {import('@forkexec/core-native').Step} Step */

const corpus = new URL('corpus/', import.meta.url);
const clone = { flags: 0 };
/** @type {Step} */
const shell = { op: 'execve', path: '/bin/sh', argv: ['sh', '-c', 'id'], env: ['A=1', 'PATH=/bin'] };
/** @type {Step} */
const exit = { op: 'exit', status: 3 };

/** @type {Readonly<Record<string, Plan>>} */
const plans = {
  exit: { clone, parent: [], child: [exit] },
  // What stands last in the arena is what a wrong length reads past.
  'string-at-the-end': { clone, parent: [], child: [{ op: 'chdir', path: '/srv' }, exit] },
  'ids-at-the-end': { clone, parent: [], child: [{ op: 'setgroups', gids: [1, 2] }, exit] },
  execve: { clone, parent: [], child: [shell] },
  'inherit-env': { clone, parent: [], child: [{ op: 'execve', path: '/bin/true', argv: [], env: null }] },
  execveat: { clone, parent: [], child: [{ op: 'execveat', fd: 7, argv: ['x'], env: [] }] },
  'execve-search': {
    clone,
    parent: [],
    child: [
      { op: 'setBlocking', fd: 0 },
      { op: 'execveSearch', paths: ['/usr/bin/x', '/bin/x'], argv: ['/bin/sh', 'x', 'y'], env: null },
    ],
  },
  // The least that its argv may have.
  'search-nowhere': { clone, parent: [], child: [{ op: 'execveSearch', paths: [], argv: ['', ''], env: [] }] },
  userns: {
    clone: { flags: 0x10020000 },
    parent: [
      { op: 'writeFile', path: '/proc/<pid>/uid_map', data: '0 1000 1', optional: false },
      { op: 'writeFile', path: '/proc/<pid>/setgroups', data: 'deny', optional: true },
    ],
    child: [{ op: 'hold' }, { op: 'mount', source: null, target: '/', type: null, flags: 0x44000, data: null }, shell],
  },
  rootless: {
    clone: { flags: 0x10000000 },
    parent: [{ op: 'newidmap', path: '/usr/bin/newuidmap', argv: ['newuidmap', '<pid>', '0', '1000', '1'] }],
    child: [{ op: 'hold' }, shell],
  },
  cgroup: { clone: { flags: 0, cgroupFd: 9 }, parent: [{ op: 'joinCgroup', fd: 8 }], child: [{ op: 'hold' }, shell] },
  'cgroup-path': { clone: { flags: 0, cgroupPath: '/sys/fs/cgroup/x' }, parent: [], child: [{ op: 'fork' }, exit] },
  credentials: {
    clone,
    parent: [],
    child: [
      { op: 'keepCaps' },
      { op: 'prlimit', resource: 7, soft: 1024, hard: 2n ** 64n - 1n },
      { op: 'setgroups', gids: [1, 2, 3] },
      { op: 'setgid', gid: 1 },
      { op: 'setuid', uid: 1 },
      { op: 'addCaps', caps: 1n << 40n },
      { op: 'raiseAmbient', cap: 40 },
      { op: 'pdeathsig', signal: 9 },
      { op: 'raiseIfOrphaned', signal: 9 },
      shell,
    ],
  },
  files: {
    clone,
    parent: [],
    child: [
      { op: 'cloexecFrom', first: 3 },
      { op: 'dup3', from: 5, to: 0, cloexec: false },
      { op: 'setCloexec', fd: 1, on: false },
      { op: 'close', fd: 2 },
      shell,
    ],
  },
  session: {
    clone: { flags: 0x04000000 },
    parent: [],
    child: [
      { op: 'setsid' },
      { op: 'setctty', fd: 0 },
      { op: 'foreground', fd: 0, pgid: 0 },
      { op: 'noctty', fd: 0 },
      { op: 'setpgid', pgid: -1 },
      { op: 'unshare', flags: 0x20000 },
      { op: 'sethostname', name: 'box' },
      { op: 'chroot', path: '/srv' },
      { op: 'chdir', path: '/' },
      { op: 'traceMe' },
      { op: 'resetSignals' },
      { op: 'sigmask', mask: 0 },
      shell,
    ],
  },
};

rmSync(corpus, { recursive: true, force: true });
mkdirSync(corpus);
for (const [name, plan] of Object.entries(plans)) {
  const { buffer, length } = encode(plan);
  const wire = Buffer.from(buffer.subarray(0, length));
  wire.writeUInt32LE(0, 4); // the ops hash: the target puts in its own
  writeFileSync(new URL(name, corpus), wire);
}
