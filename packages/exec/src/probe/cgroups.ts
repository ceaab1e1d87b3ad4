/** Control groups: which there are, and whether a child can start in one. */
import { accessSync, closeSync, constants, openSync } from 'node:fs';
import { kernelFacts } from '@forkexec/core-native';
import { attempt } from './attempt.js';
import { cgroupVersion, type OwnCgroup, ownCgroups, parseCgroupMounts, parseMemberships } from './cgroup-files.js';
import { fails, type Feature, outcome, type Refusal, works } from './feature.js';
import { readProc } from './proc.js';

const none: Refusal = {
  reason: 'no mounted cgroup file system shows this process',
  fix: 'mount one: mount -t cgroup2 cgroup2 /sys/fs/cgroup',
};

export function cgroups(): Feature[] {
  const mounts = parseCgroupMounts(readProc('/proc/self/mountinfo') ?? '');
  const memberships = parseMemberships(readProc('/proc/self/cgroup') ?? '');
  const version = cgroupVersion(mounts);
  const [own] = ownCgroups(memberships, mounts);
  return [
    version && own
      ? works('cgroup', 'cgroup', `${version === 'hybrid' ? 'v1 and v2 (hybrid)' : version}, ${own.path}`)
      : fails('cgroup', 'cgroup', none),
    own ? start(own) : fails('cgroup-start', 'start in a cgroup', none),
    own ? controllers(own) : fails('cgroup-controllers', 'cgroup controllers', none),
    own ? writable(own) : fails('cgroup-write', 'own cgroup writable', none),
  ];
}

/** What a cgroup below the own one could limit: cgroup.controllers, cgroups(7). */
function controllers({ directory, version, controllers: v1 }: OwnCgroup): Feature {
  const [name, title] = ['cgroup-controllers', 'cgroup controllers'] as const;
  if (version === 1) return works(name, title, `${v1.join(', ')} (v1)`);
  const words = readProc(`${directory}/cgroup.controllers`)?.trim() ?? '';
  if (words !== '') return works(name, title, words.replaceAll(' ', ', '));
  return fails(name, title, {
    reason: `${directory}/cgroup.controllers is empty: the cgroup above hands none down, or version 1 has them`,
    fix: "write them to the upper one's cgroup.subtree_control, as root; boot without cgroup v1 where it is mounted",
  });
}

/** In the own one: whoever may not even do that may start nothing anywhere else. */
function start({ directory, version }: OwnCgroup): Feature {
  const name = 'cgroup-start';
  const title = 'start in a cgroup';
  let fd: number;
  try {
    fd = openSync(directory, constants.O_RDONLY | constants.O_DIRECTORY);
  } catch (error) {
    return fails(name, title, { reason: `open ${(error as NodeJS.ErrnoException).code}: ${directory}` });
  }
  try {
    const refusal = attempt({ clone: { flags: 0, cgroupFd: fd } });
    const atOnce = version === 2 && kernelFacts().clone3;
    return outcome(name, title, refusal, atOnce ? 'CLONE_INTO_CGROUP' : 'by cgroup.procs, while the child is held');
  } finally {
    closeSync(fd);
  }
}

/** To make cgroups below the own one, and to move processes there: both are writes. */
function writable({ directory }: OwnCgroup): Feature {
  const name = 'cgroup-write';
  const title = 'own cgroup writable';
  try {
    accessSync(directory, constants.W_OK);
    accessSync(`${directory}/cgroup.procs`, constants.W_OK);
    return works(name, title, directory);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'EROFS') {
      return fails(name, title, {
        reason: `access EROFS: ${directory} is mounted read-only`,
        fix: 'mount it writable; containers have it read-only unless they are told otherwise',
      });
    }
    return fails(name, title, {
      reason: `access ${code}: ${directory}`,
      fix: 'have it delegated (systemd-run --user --scope -p Delegate=yes), or run as root',
    });
  }
}
