import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hintFor } from '../src/hint.js';
import type { Machine } from '../src/hint-machine.js';
import type { Step } from '../src/ops.js';
import { type Facts, NEWUSER, child, clone, exit, file, machine, seccomp } from './hint-cases.js';
import { plans } from './steps.js';

const raise = (resource: number, hard: number): Step => ({ op: 'prlimit', resource, soft: 0, hard });

describe('sessions, terminals, limits, descriptors', () => {
  test.each<[code: string, steps: Step[], hint: RegExp]>([
    ['EPERM', [{ op: 'setsid' }, { op: 'setpgid', pgid: 0 }], /^the leader of a session cannot change its group/],
    ['EPERM', [{ op: 'setpgid', pgid: 99 }], /^99 is no process group of this session/],
    ['EPERM', [{ op: 'setpgid', pgid: 0 }, { op: 'setsid' }], /leads a group/],
    ['EPERM', [{ op: 'setctty', fd: 0 }], /make a session first/],
    ['EPERM', [{ op: 'setsid' }, { op: 'setctty', fd: 0 }], /controls another session/],
    ['ENOTTY', [{ op: 'setctty', fd: 0 }], /is no terminal/],
    ['ENOTTY', [{ op: 'foreground', fd: 0, pgid: 0 }], /not the terminal that controls this session/],
    ['EBADF', [{ op: 'dup3', from: 7, to: 0, cloexec: false }], /^descriptor 7 is not open in this process/],
    ['EBADF', [{ op: 'setCloexec', fd: 7, on: false }], /^descriptor 7 is not open/],
    ['EINVAL', [{ op: 'prlimit', resource: 7, soft: 2, hard: 1 }], /^the soft limit of nofile is above/],
  ])('%s of %j', (code, steps, hint) => {
    expect(child(code, steps)).toMatch(hint);
  });

  test('a descriptor that an earlier step made is not called closed', () => {
    const moved: Step = { op: 'dup3', from: 1, to: 7, cloexec: true };
    expect(child('EBADF', [moved, { op: 'setCloexec', fd: 7, on: false }])).toBeUndefined();
  });

  test('hard limits', () => {
    const read = {
      '/proc/sys/fs/nr_open': '1048576\n',
      '/proc/self/limits': `${'Limit  a  b  u\n'.repeat(5)}Max core file size        0                    1000                 bytes\n`,
    };
    expect(child('EPERM', [raise(7, 2 ** 21)], { read, euid: 0 })).toMatch(
      /^nofile cannot be above fs\.nr_open \(1048576\)/,
    );
    expect(child('EPERM', [raise(4, 2000)], { read })).toMatch(/hard limit of core above 1000 needs CAP_SYS_RESOURCE/);
    expect(child('EPERM', [raise(4, 10), raise(4, 11)], { read })).toMatch(/above 10 needs/);
    expect(child('EPERM', [raise(4, 2000)], { read, euid: 0 })).toBeUndefined();
    expect(child('EPERM', [raise(4, 2000)], { read, euid: 0 }, NEWUSER)).toMatch(/user namespace does not give/);
  });
});

describe('tracing', () => {
  const trace = [{ op: 'traceMe' }] as const;
  const yama = (scope: string) => ({ read: { '/proc/sys/kernel/yama/ptrace_scope': `${scope}\n` } });
  test('that Yama forbids, or somebody who was faster', () => {
    expect(child('EPERM', trace, yama('3'))).toMatch(/^kernel.yama.ptrace_scope is 3: nobody may trace/);
    expect(child('EPERM', trace, yama('2'))).toMatch(/^kernel.yama.ptrace_scope is 2; get CAP_SYS_PTRACE/);
    for (const facts of [{}, yama('1'), { euid: 0, ...yama('2') }]) {
      expect(child('EPERM', trace, facts)).toMatch(/^the child may be traced already/);
    }
  });
});

describe('cgroups', () => {
  const spec = { flags: 0, cgroupFd: 9 };
  const link = { '/proc/self/fd/9': '/sys/fs/cgroup/a' };
  const join = (code: string, facts: Facts = {}) => {
    const step: Step = { op: 'joinCgroup', fd: 9 };
    const plan = { clone: spec, parent: [], child: [exit] };
    return hintFor({ side: 'parent', step, syscall: 'openat', code, plan }, machine(facts));
  };

  test('which directory, and what is wrong with it', () => {
    expect(clone('EBUSY', spec, { link }, 'clone3')).toMatch(/^\/sys\/fs\/cgroup\/a gives controllers to its children/);
    expect(clone('EACCES', spec, { link }, 'clone3')).toMatch(/nearest cgroup above it .*Delegate=yes/);
    expect(join('EACCES', { link })).toMatch(/is not writable/);
    expect(join('ENOENT', { link: { '/proc/self/fd/9': '/tmp' } })).toMatch(/^\/tmp is not the directory of a cgroup/);
    expect(clone('ENODEV', spec, { link: { '/proc/self/fd/9': '/sys/fs/cgroup/a (deleted)' } }, 'clone3')).toMatch(
      /was removed/,
    );
    expect(join('EBADF')).toMatch(/^descriptor 9 is not open/);
    const read = { '/sys/fs/cgroup/a/pids.max': '3\n' };
    expect(clone('EAGAIN', spec, { link, read }, 'clone3')).toMatch(
      /^pids\.max of \/sys\/fs\/cgroup\/a \(3\) may be reached/,
    );
  });

  test('the clone itself still has its own causes', () => {
    expect(clone('ENOSPC', { ...spec, flags: NEWUSER }, {}, 'clone3')).toMatch(/max_user_namespaces/);
  });
});

const someStat = (path: string) => ['ENOENT', file('file', 0o640), file('directory', 0o640)][path.length % 3]!;

describe('whatever fails', () => {
  const codes =
    'EPERM EACCES ENOENT EINVAL ENOSPC EAGAIN EBUSY EBADF E2BIG ENOEXEC ELOOP ENOTTY ENOSYS EMFILE ENOMEM ERR_CHILD_KILLED';
  const content = fc.constantFrom(
    '',
    '0',
    '0 0 1',
    'a\nb c d\n',
    '\x7fELF\x02\x01'.padEnd(80, '\xff'),
    '#!',
    ' /'.repeat(9e4),
  );

  test('a hint is one sentence, and looking for it never throws', () => {
    fc.assert(
      fc.property(
        plans,
        fc.nat(),
        fc.constantFrom(...codes.split(' ')),
        content,
        fc.nat(1000),
        (plan, at, code, read, euid) => {
          const any: Machine = { ...machine({ euid }), read: () => read, stat: someStat, cwd: () => undefined };
          const side = at % 4 === 0 && plan.parent.length > 0 ? 'parent' : 'child';
          const step = plan[side][at % plan[side].length]!;
          const hint = hintFor({ side, step, syscall: step.op, code, plan }, any);
          if (hint === undefined) return;
          expect(hint).toMatch(/^\P{Cc}+[^.\s]$/u);
          const quoted = inspect(plan, { depth: null, maxStringLength: null }).includes(';'); // it may stand in a path
          if (!quoted) expect(hint.split('; ').length).toBeLessThanOrEqual(2);
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('a filter may be behind what no rule knows', () => {
    const step: Step = { op: 'keepCaps' };
    expect(child('ENOSYS', [step], { read: seccomp }, 0, 'prctl')).toMatch(/may refuse prctl/);
    expect(child('ENOSYS', [step])).toBeUndefined();
    expect(child('EIO', [step], { read: seccomp })).toBeUndefined();
  });
});
