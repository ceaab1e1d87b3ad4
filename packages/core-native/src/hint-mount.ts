/** mount(2), mount_namespaces(7), and the host name, which only a namespace of one's own gives away. */
import { word } from './format-text.js';
import { obstacle } from './hint-causes.js';
import { isOutermost } from './hint-id-maps.js';
import { isChrooted } from './hint-namespaces.js';
import { missing, MS_PROPAGATION, noDirectory } from './hint-paths.js';
import { enumerate, type Rules } from './hint-rules.js';
import { CAP, NEWCGROUP, NEWIPC, NEWNET, NEWNS, NEWPID, NEWUSER, NEWUTS, type Scene } from './hint-scene.js';
import type { StepOf } from './ops.js';

const MS_REMOUNT = 0x20n;
const MS_BIND = 0x1000n;
const MS_MOVE = 0x2000n;

/** File systems that show a namespace: only who owns that namespace may mount them. */
const shows: Readonly<Record<string, readonly [flag: number, flagName: string, word: string]>> = {
  proc: [NEWPID, 'CLONE_NEWPID', 'pid'],
  sysfs: [NEWNET, 'CLONE_NEWNET', 'net'],
  mqueue: [NEWIPC, 'CLONE_NEWIPC', 'ipc'],
  cgroup: [NEWCGROUP, 'CLONE_NEWCGROUP', 'cgroup'],
  cgroup2: [NEWCGROUP, 'CLONE_NEWCGROUP', 'cgroup'],
};

/** Directories of proc made to be mount points, which hide nothing: fs/proc, proc_create_mount_point. */
const hidesNothing = new Set(['/proc/sys/fs/binfmt_misc', '/proc/fs/nfsd', '/proc/openprom']);

function forbidden(scene: Scene, step: StepOf<'mount'>): string | undefined {
  if (!scene.makes(NEWUSER)) {
    if (!scene.lacks(CAP.sysAdmin))
      return (scene.makes(NEWNS) ? undefined : foreign(scene, 'mount')) ?? obstacle(scene);
    return 'mounting needs CAP_SYS_ADMIN; do it in new user and mount namespaces (CLONE_NEWUSER and CLONE_NEWNS, -U -m), or run as root';
  }
  if (!scene.makes(NEWNS)) {
    return (
      'a new user namespace has no rights over the mounts of the old one; ' +
      'make a mount namespace as well (CLONE_NEWNS, -m)'
    );
  }
  const shown = isNew(step) && step.type !== null ? shows[step.type] : undefined;
  if (shown && !scene.makes(shown[0])) {
    return `${step.type} in a user namespace needs a ${shown[2]} namespace of its own; make one as well (${shown[1]})`;
  }
  const covered = step.type === 'proc' && scene.failure.code === 'EPERM' ? coveredProc(scene) : undefined;
  return covered ?? obstacle(scene) ?? notInUserNamespace(step);
}

/** As in `unshare -r`: capabilities, but over namespaces made by the same user namespace only. */
function foreign({ machine }: Scene, kind: string): string | undefined {
  if (isOutermost(machine)) return undefined;
  return `the ${kind} namespace of this process may belong to another user namespace; make a new one as well`;
}

function isNew({ flags }: StepOf<'mount'>): boolean {
  return (BigInt(flags) & (MS_REMOUNT | MS_BIND | MS_MOVE | MS_PROPAGATION)) === 0n;
}

/** mount_too_revealing of fs/namespace.c: a new proc may show no more than the one that is there. */
function coveredProc(scene: Scene): string | undefined {
  const mounts = scene.mounts();
  const points = mounts.map(({ point }) => point);
  const covered = [...new Set(points.filter((at) => at.startsWith('/proc/') && !hidesNothing.has(at)))];
  if (covered.length > 0) {
    const names = covered.length > 3 ? [...covered.slice(0, 3), 'others'] : covered;
    return (
      `${enumerate(names.map(word))} ${names.length > 1 ? 'are' : 'is'} covered, and no new proc may show more; ` +
      'uncover them (docker: --security-opt systempaths=unconfined), or bind /proc'
    );
  }
  const old = mounts.find(({ type }) => type === 'proc');
  if (mounts.length > 0 && !old)
    return 'no proc is mounted here, and no new one may show more; mount one outside first';
  if (old?.options.includes('ro')) return 'the proc here is read-only, and a new one must be so too; give it MS_RDONLY';
  return undefined;
}

function notInUserNamespace({ type, flags }: StepOf<'mount'>): string | undefined {
  if ((BigInt(flags) & MS_REMOUNT) !== 0n) {
    return 'flags that a mount has from outside of the user namespace may be locked; keep its ro, nosuid, nodev and noexec';
  }
  if ((BigInt(flags) & (MS_BIND | MS_MOVE | MS_PROPAGATION)) !== 0n || type === null) return undefined;
  return `${word(type)} may be a file system that user namespaces cannot mount, as most on disks are; mount it outside`;
}

function invalid(scene: Scene, { target, flags }: StepOf<'mount'>): string | undefined {
  const mounts = scene.mounts();
  const known = mounts.length > 0 && scene.done('mount').every((step) => !isNew(step) && step.target !== target);
  if (!known || (BigInt(flags) & (MS_PROPAGATION | MS_REMOUNT)) === 0n) return undefined;
  if (!target.startsWith('/') || mounts.some(({ point }) => point === target)) return undefined;
  if (target === '/' && isChrooted(scene)) {
    return '/ is no mount point for a process in a chroot; bind the root onto itself before the chroot, or start it outside';
  }
  return `${word(target)} may be no mount point; bind it onto itself first (MS_BIND)`;
}

function absent(scene: Scene, { source, target, flags }: StepOf<'mount'>): string | undefined {
  const bound = source !== null && (BigInt(flags) & (MS_BIND | MS_MOVE)) !== 0n ? missing(scene, source) : undefined;
  return bound ?? missing(scene, target);
}

export const mountRules: Rules = {
  mount: {
    'EPERM EACCES': forbidden,
    EINVAL: invalid,
    ENOENT: absent,
    ENOTDIR: (scene, { target }) => noDirectory(scene, target),
    ENODEV: (scene, { type }) => {
      const known = scene.machine
        .read('/proc/filesystems')
        ?.split('\n')
        .map((line) => line.split('\t').at(-1));
      if (type === null || !known || known.includes(type)) return undefined;
      return `this kernel does not have the file system ${word(type)} loaded; see /proc/filesystems`;
    },
    EBUSY: 'the source may be mounted or in use already in a way that excludes this; see mount(2)',
  },
  sethostname: {
    EPERM: (scene) => {
      if (scene.makes(NEWUSER) && !scene.makes(NEWUTS)) {
        return 'a new user namespace has no rights over the old host name; make a uts namespace as well (CLONE_NEWUTS, -u)';
      }
      if (scene.lacks(CAP.sysAdmin)) {
        return 'the host name needs CAP_SYS_ADMIN; set it in new user and uts namespaces (CLONE_NEWUSER and CLONE_NEWUTS, -U -u)';
      }
      return (scene.makes(NEWUTS) ? undefined : foreign(scene, 'uts')) ?? obstacle(scene);
    },
    EINVAL: 'a host name has at most 64 bytes; use a shorter one',
  },
};
