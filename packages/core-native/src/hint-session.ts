/** Sessions, groups, terminals, limits, descriptors: setpgid(2), ioctl_tty(2), getrlimit(2), dup(2). */
import { resourceName } from './format-names.js';
import { noProc, tooManyDescriptors } from './hint-causes.js';
import type { Rules } from './hint-rules.js';
import { CAP, type Scene } from './hint-scene.js';

const NOFILE = 7;

function notOpen(scene: Scene, fd: number): string | undefined {
  if (scene.machine.isOpen(fd) || scene.done('dup3').some(({ to }) => to === fd)) return undefined;
  return `descriptor ${fd} is not open in this process; open it first, or give another`;
}

/** A terminal that is not there, is none, or is another session's. */
const terminal = {
  EBADF: (scene: Scene, { fd }: { fd: number }) => notOpen(scene, fd),
  ENOTTY: (_: Scene, { fd }: { fd: number }) =>
    `descriptor ${fd} is not the terminal that controls this session; give that one`,
  EIO: (_: Scene, { fd }: { fd: number }) =>
    `the other side of the terminal at descriptor ${fd} may be closed; open a new one`,
};

/** Yama, Documentation/admin-guide/LSM/Yama.rst: 2 asks the tracer for CAP_SYS_PTRACE, 3 allows nobody. */
function traceForbidden(scene: Scene): string {
  const scope = scene.sysctl('kernel.yama.ptrace_scope');
  if (scope === '3') return 'kernel.yama.ptrace_scope is 3: nobody may trace until this machine is started anew';
  if (scope === '2' && scene.has(CAP.sysPtrace) === false)
    return 'kernel.yama.ptrace_scope is 2; get CAP_SYS_PTRACE, or set it to 1 (sysctl, as root)';
  return 'the child may be traced already, by who traces this process (strace -f); trace without following it';
}

function limitForbidden(
  scene: Scene,
  { resource, hard }: { resource: number; hard: number | bigint },
): string | undefined {
  const name = resourceName(resource);
  const most = resource === NOFILE ? scene.sysctl('fs.nr_open') : undefined;
  if (most !== undefined && Number(hard) > Number(most))
    return `nofile cannot be above fs.nr_open (${most}); ask for less`;
  if (scene.has(CAP.sysResource) !== false && scene.flags === 0) return undefined;
  const lowered = scene.done('prlimit').findLast((step) => step.resource === resource);
  const now = lowered?.hard ?? scene.limit(resource)?.hard;
  return (
    `raising the hard limit of ${name}${now === undefined ? '' : ` above ${now}`} needs CAP_SYS_RESOURCE, ` +
    'which a new user namespace does not give; ask for less, or run with it'
  );
}

export const sessionRules: Rules = {
  setsid: {
    EPERM: (scene) =>
      scene.done('setpgid').length > 0
        ? 'a process that leads a group cannot make a session; leave setpgid out'
        : undefined,
  },
  setpgid: {
    EPERM: (scene, { pgid }) => {
      if (scene.done('setsid').length > 0)
        return 'the leader of a session cannot change its group; leave setpgid or setsid out';
      return `${pgid} is no process group of this session; give an existing one, or 0 for a new one`;
    },
  },
  foreground: {
    ...terminal,
    EPERM: (_, { pgid }) =>
      `${pgid} is no process group of the terminal's session; give another, or 0 for the child's own`,
  },
  noctty: terminal,
  setctty: {
    ...terminal,
    ENOTTY: (_, { fd }) => `descriptor ${fd} of the child is no terminal; give one that is`,
    EPERM: (scene) =>
      scene.done('setsid').length === 0
        ? 'only the leader of a session can get a controlling terminal; make a session first (setsid)'
        : 'the terminal controls another session, and CAP_SYS_ADMIN would be needed to take it; give one that is free',
  },
  nice: {
    'EACCES EPERM': 'a lower niceness needs CAP_SYS_NICE, or a limit that allows it (RLIMIT_NICE); leave it higher',
  },
  prlimit: {
    EPERM: limitForbidden,
    EINVAL: (_, { resource, soft, hard }) =>
      BigInt(soft) > BigInt(hard)
        ? `the soft limit of ${resourceName(resource)} is above the hard one; lower it`
        : `this kernel may have no limit ${resourceName(resource)}`,
  },
  dup3: {
    EBADF: (scene, { from, to }) => {
      const most = Number(scene.limit(NOFILE)?.soft ?? Infinity);
      return to >= most ? `descriptor ${to} is above RLIMIT_NOFILE (${most}); raise it` : notOpen(scene, from);
    },
    EMFILE: tooManyDescriptors,
  },
  setCloexec: { EBADF: (scene, { fd }) => notOpen(scene, fd) },
  cloexecFrom: {
    EMFILE: tooManyDescriptors,
    'ENOENT EACCES': (scene) => noProc(scene),
  },
  traceMe: { EPERM: traceForbidden },
};
