// docs/plan.md: every op of the ops table, with what its comment there says of it, and how an example of it prints.
import { readFileSync } from 'node:fs';
import { formatStep, opNames, ops as specs } from '@forkexec/core-native/plan';
import { code, table } from './table.mjs';

/** @import { OpName, OpSpec, Step, StepOf } from '@forkexec/core-native/plan' */

/** @type {{ readonly [K in OpName]: Omit<StepOf<K>, 'op'> }} */
const examples = {
  hold: {},
  keepCaps: {},
  setsid: {},
  setpgid: { pgid: 0 },
  foreground: { fd: 7, pgid: 0 },
  unshare: { flags: 0x20000 },
  fork: {},
  writeFile: { path: '/proc/<pid>/uid_map', data: '0 1000 1', optional: false },
  joinCgroup: { fd: 21 },
  newidmap: {
    path: '/usr/bin/newuidmap',
    argv: ['newuidmap', '<pid>', '0', '1000', '1', '1', '100000', '65536'],
  },
  sethostname: { name: 'box' },
  mount: { source: 'none', target: '/', type: null, flags: 0x44000, data: null },
  chroot: { path: '/srv/root' },
  chdir: { path: '/srv' },
  umask: { mask: 0o27 },
  nice: { increment: 10 },
  prlimit: { resource: 7, soft: 1024, hard: 4096 },
  setgroups: { gids: [4, 24] },
  setgid: { gid: 1000 },
  setuid: { uid: 1000 },
  setresgid: { rgid: 0, egid: 1000, sgid: 1000 },
  setresuid: { ruid: 0, euid: 1000, suid: 1000 },
  securebits: { set: 1, clear: 4 },
  dropBounding: { caps: 2n ** 64n - 1n - 0x2000n },
  setInheritable: { caps: 0x2000 },
  addCaps: { caps: 0x1000 },
  clearAmbient: {},
  raiseAmbient: { cap: 12 },
  pdeathsig: { signal: 9 },
  init: {},
  raiseIfOrphaned: { signal: 9 },
  cloexecFrom: { first: 3 },
  dup3: { from: 21, to: 0, cloexec: false },
  setCloexec: { fd: 1, on: false },
  setBlocking: { fd: 0 },
  close: { fd: 2 },
  noctty: { fd: 0 },
  setctty: { fd: 0 },
  noNewPrivs: {},
  landlockRestrictSelf: { fd: 5, flags: 0 },
  traceMe: {},
  resetSignals: {},
  ignoreSignals: { mask: 1 },
  sigmask: { mask: 0 },
  execve: { path: '/bin/sh', argv: ['sh', '-c', 'id'], env: null },
  execveat: { fd: 5, argv: ['id'], env: [] },
  execveSearch: { paths: ['/usr/bin/id', '/bin/id'], argv: ['/bin/sh', 'id'], env: null },
  exit: { status: 0 },
};

/** The comment that stands right above each op in ops.ts. */
function comments() {
  const source = readFileSync(new URL('../../packages/core-native/src/ops.ts', import.meta.url), 'utf8');
  const found = source.matchAll(/^ {2}\/\*\*((?:(?!\*\/)[^])*)\*\/\n {2}(\w+): (?:child\(|\{)/gm);
  return new Map([...found].map(([, text = '', name = '']) => [name, text.replaceAll(/\s*\n \s*\* ?/g, ' ').trim()]));
}

export function ops() {
  const meaning = comments();
  const rows = opNames.map((name) => {
    /** @type {OpSpec} */
    const { args, calls, side, traits = {} } = specs[name];
    const step = /** @type {Step} */ ({ op: name, ...examples[name] });
    const kinds = Object.entries(args).map(([arg, kind]) => `${arg}: ${kind}`);
    return [
      code(formatStep(step)),
      code(kinds.join(', ')),
      meaning.get(name) ?? calls.map((call) => `${call}(2)`).join(', '),
      calls.join(', '),
      [side === 'child' ? '' : side, ...Object.keys(traits)].filter(Boolean).join(', '),
    ];
  });
  return table(['Printed', 'Arguments', 'What it does', 'System calls', 'Side, traits'], rows);
}
