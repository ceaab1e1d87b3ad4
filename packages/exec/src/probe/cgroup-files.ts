/** Where this process is among the control groups: cgroups(7), /proc/self/cgroup and /proc/self/mountinfo. */

/** One hierarchy, as a line of /proc/self/cgroup has it. */
export interface Membership {
  /** Version 1: `['cpu', 'cpuacct']` or `['name=systemd']`; version 2: none. */
  readonly controllers: readonly string[];
  /** From the root of the cgroup namespace; begins with `/..` when it is outside. */
  readonly path: string;
}

/** A mounted hierarchy. */
export interface CgroupMount {
  readonly version: 1 | 2;
  /** Version 1: the controllers among the mount's options. */
  readonly options: readonly string[];
  /** Which cgroup is the root of the mount. */
  readonly root: string;
  readonly point: string;
}

export function parseMemberships(text: string): Membership[] {
  return [...text.matchAll(/^\d+:([^:\n]*):(.+)$/gm)].map(([, controllers = '', path = '']) => ({
    controllers: controllers === '' ? [] : controllers.split(','),
    path,
  }));
}

export function parseCgroupMounts(mountinfo: string): CgroupMount[] {
  return mountinfo.split('\n').flatMap((line): CgroupMount[] => {
    const [left = '', right = ''] = line.split(' - ');
    const [, , , root, point] = left.split(' ');
    const [type, , options = ''] = right.split(' ');
    if ((type !== 'cgroup' && type !== 'cgroup2') || root === undefined || point === undefined) return [];
    return [{ version: type === 'cgroup' ? 1 : 2, options: options.split(','), root: name(root), point: name(point) }];
  });
}

/** proc_pid_mountinfo(5) writes blanks, line ends and backslashes in octal. */
function name(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)));
}

/** v2 alone, v1 alone, or both at once, where version 2 mostly has no controllers. */
export function cgroupVersion(mounts: readonly CgroupMount[]): 'v1' | 'v2' | 'hybrid' | undefined {
  const has = (version: 1 | 2) => mounts.some((mount) => mount.version === version);
  if (has(2)) return has(1) ? 'hybrid' : 'v2';
  return has(1) ? 'v1' : undefined;
}

/** A membership and the directory that shows it. */
export interface OwnCgroup extends Membership {
  readonly version: 1 | 2;
  readonly directory: string;
}

/** This process's cgroups as far as a mount shows them, version 2 first. */
export function ownCgroups(memberships: readonly Membership[], mounts: readonly CgroupMount[]): OwnCgroup[] {
  const found = memberships.flatMap((membership): OwnCgroup[] => {
    const { controllers, path } = membership;
    for (const { version, options, root, point } of mounts) {
      const same = version === 2 ? controllers.length === 0 : controllers.some((word) => options.includes(word));
      const below = same ? relative(root, path) : undefined;
      if (below !== undefined) return [{ ...membership, version, directory: `${point}${below}` }];
    }
    return [];
  });
  return found.toSorted((a, b) => b.version - a.version);
}

/** The rest of a path below a root, `''` for the root itself; undefined for what is not below it. */
function relative(root: string, path: string): string | undefined {
  if (path.startsWith('/..')) return undefined;
  if (root === '/') return path === '/' ? '' : path;
  if (path === root) return '';
  return path.startsWith(`${root}/`) ? path.slice(root.length) : undefined;
}
