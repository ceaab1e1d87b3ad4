import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Step } from '@forkexec/core-native';
import { Fifo, PIPEFUL } from '../fifo.js';
import { denying, underFilter } from '../filters.js';
import { hows, Launcher, plan } from '../launcher.js';
import { notRoot } from '../privileges.js';

// Calls that this kernel never refuses, refused by a filter: their errors come out where they belong.

const exit: Step = { op: 'exit', status: 0 };
const PR_SET_PDEATHSIG = 1;
const PR_SET_KEEPCAPS = 8;
const PR_SET_NO_NEW_PRIVS = 38;
const PR_CAP_AMBIENT = 47;
const CLONE_PARENT = 0x8000;
const F_SETFD = 2;
const FUTEX_WAIT = 0;
const P_PIDFD = 3;
const WALK = 2048; // the size of child_ops.c's buffer: Node's own is larger

type Expected = { readonly code: string; readonly syscall: string; readonly index: number };
const sweep: Step = { op: 'cloexecFrom', first: 3 };

const ignore63: Step = { op: 'ignoreSignals', mask: 2n ** 62n };

const cases: readonly (readonly [rules: string[], error: Expected, ...steps: Step[]])[] = [
  [[`prctl:0==${PR_SET_KEEPCAPS}=EPERM`], { code: 'EPERM', syscall: 'prctl', index: 0 }, { op: 'keepCaps' }],
  [['capget=EPERM'], { code: 'EPERM', syscall: 'capget', index: 0 }, { op: 'addCaps', caps: 1 }],
  [[`prctl:0==${PR_CAP_AMBIENT}=EINVAL`], { code: 'EINVAL', syscall: 'prctl', index: 0 }, { op: 'clearAmbient' }],
  [['capget=EPERM'], { code: 'EPERM', syscall: 'capget', index: 0 }, { op: 'setInheritable', caps: 1 }],
  [['getpriority=EPERM'], { code: 'EPERM', syscall: 'getpriority', index: 0 }, { op: 'nice', increment: 1 }],
  [['rt_sigaction:0==63=EPERM'], { code: 'EPERM', syscall: 'rt_sigaction', index: 0 }, ignore63],
  [['close_range=EIO'], { code: 'EIO', syscall: 'close_range', index: 0 }, sweep],
  [['close_range=ENOSYS', `getdents64:2==${WALK}=EIO`], { code: 'EIO', syscall: 'getdents64', index: 0 }, sweep],
  [['close_range=ENOSYS', `fcntl:1==${F_SETFD}=EIO`], { code: 'EIO', syscall: 'fcntl', index: 0 }, sweep],
  [['close:0==500=EIO'], { code: 'EIO', syscall: 'close', index: 1 }, { op: 'setsid' }, { op: 'close', fd: 500 }],
  [['rt_sigaction:0==64=EPERM'], { code: 'EPERM', syscall: 'rt_sigaction', index: 0 }, { op: 'resetSignals' }],
  [
    [`prctl:0==${PR_SET_NO_NEW_PRIVS}=EPERM`],
    { code: 'EPERM', syscall: 'prctl', index: 1 },
    { op: 'setsid' },
    { op: 'noNewPrivs' },
  ],
  // The kernel's own answers to it depend on its Landlock: packages/exec has those.
  [
    ['landlock_restrict_self=EIO'],
    { code: 'EIO', syscall: 'landlock_restrict_self', index: 1 },
    { op: 'noNewPrivs' },
    { op: 'landlockRestrictSelf', fd: 0, flags: 0 },
  ],
  [[`clone:0&${CLONE_PARENT}=EPERM`], { code: 'EPERM', syscall: 'clone', index: 0 }, { op: 'fork' }],
  [['memfd_create=EACCES'], { code: 'EACCES', syscall: 'memfd_create', index: 0 }, { op: 'init' }],
  // When what stands behind it is done, which is told all the same.
  [['execveat=EPERM'], { code: 'EPERM', syscall: 'execveat', index: 1 }, { op: 'setsid' }, { op: 'init' }],
  [['ptrace=EPERM'], { code: 'EPERM', syscall: 'ptrace', index: 0 }, { op: 'traceMe' }],
];

for (const [rules, error, ...steps] of cases) {
  underFilter(rules, {}, (launcher) => {
    test.for(hows)(`%s: ${steps.at(-1)!.op} fails with ${error.syscall}`, async (how) => {
      expect(await launcher().fail(plan(...steps, exit), how)).toMatchObject({ side: 'child', ...error });
    });
  });
}

underFilter([`prctl:0==${PR_SET_PDEATHSIG}=EACCES`], {}, (launcher) => {
  test.for(hows)('%s: hold fails with prctl, also before the first step', async (how) => {
    const error = { code: 'EACCES', syscall: 'prctl', side: 'child' };
    expect(await launcher().fail(plan({ op: 'hold' }, exit), how)).toMatchObject({ ...error, index: 0 });
    const gated = {
      ...plan(exit),
      parent: [{ op: 'writeFile', path: '/dev/null', data: '', optional: false } as const],
    };
    const failure = await launcher().fail(gated, how);
    expect(failure).toMatchObject({ ...error, index: -1, step: undefined });
    expect(failure.message).toContain('before the first child step');
  });
});

underFilter([`futex:1==${FUTEX_WAIT}=EACCES`], {}, (launcher) => {
  test('hold fails with futex', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'forkexec-futex-'));
    const gate = new Fifo(dir, 'gate');
    try {
      const parent: Step[] = [{ op: 'writeFile', path: gate.path, data: PIPEFUL, optional: false }];
      const failing = launcher().fail({ ...plan({ op: 'setsid' }, { op: 'hold' }, exit), parent }, 'launch');
      // The parent is not done before the child has ended: it has something to write that nobody reads.
      await gate.take(1);
      const [child = ''] = (await launcher().call('state')).children;
      while (!/\) Z /.test(readFileSync(`/proc/${child}/stat`, 'latin1')));
      await gate.rest();
      expect(await failing).toMatchObject({ code: 'EACCES', syscall: 'futex', side: 'child', index: 1 });
    } finally {
      await gate.close();
      rmSync(dir, { recursive: true });
    }
  });
});

underFilter(['close_range=ENOSYS', 'prlimit64=EPERM'], {}, (launcher) => {
  test.for(hows)('%s: without /proc and without a limit cloexecFrom gives up', async (how, { skip }) => {
    const why = notRoot();
    skip(why !== undefined, why);
    const steps: Step[] = [{ op: 'chroot', path: '/proc/self/fdinfo' }, sweep, exit];
    expect(await launcher().fail(plan(...steps), how)).toMatchObject({ code: 'ENOENT', syscall: 'open', index: 1 });
  });
});

test.for(hows)(
  '%s: without waitid(P_PIDFD), which no child could be reaped without, nothing is started',
  async (how) => {
    const launcher = await Launcher.start({ under: denying(`waitid:0==${P_PIDFD}=EINVAL`) });
    try {
      const error = { code: 'EINVAL', syscall: 'waitid', side: 'parent', index: -1 };
      expect(await launcher.fail(plan(exit), how)).toMatchObject(error);
    } finally {
      await launcher.stop();
    }
  },
);
