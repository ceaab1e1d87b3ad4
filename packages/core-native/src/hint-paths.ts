/** Where a path leads in the child, and who may go there: path_resolution(7), chroot(2), chdir(2). */
import { word } from './format-text.js';
import { obstacle } from './hint-causes.js';
import type { FileStat } from './hint-machine.js';
import type { Rules } from './hint-rules.js';
import { CAP, NEWUSER, type Scene } from './hint-scene.js';

/** MS_UNBINDABLE, MS_PRIVATE, MS_SLAVE, MS_SHARED: mounts that only say who sees later ones. */
export const MS_PROPAGATION = 0x1e0000n;

/**
 * The path as this process has it, absolute; undefined when the child has another root or other mounts there, so that
 * nothing can be said about its files from here.
 */
export function pathHere(scene: Scene, path: string): string | undefined {
  if (scene.done('chroot').length > 0) return undefined;
  const way = [scene.machine.cwd() ?? '', ...scene.done('chdir').map((step) => step.path), path];
  const start = way.findLastIndex((part) => part.startsWith('/'));
  if (start === -1) return undefined;
  // `..` stays: after a symbolic link it leads elsewhere than the text says.
  const parts = way
    .slice(start)
    .join('/')
    .split('/')
    .filter((part) => part !== '' && part !== '.');
  const whole = `/${parts.join('/')}`;
  const mounts = scene.done('mount').filter(({ flags }) => (BigInt(flags) & MS_PROPAGATION) === 0n);
  if (mounts.length > 0 && parts.includes('..')) return undefined;
  return mounts.some(({ target }) => isBelow(whole, target)) ? undefined : whole;
}

/** By name alone. */
export function isBelow(path: string, directory: string): boolean {
  return `${path}/`.startsWith(directory.endsWith('/') ? directory : `${directory}/`);
}

/** The path as a message has it, with what a relative one was looked up from. */
export function inWords(scene: Scene, path: string): string {
  const here = pathHere(scene, path);
  return here !== undefined && !path.startsWith('/') ? `${word(path)} (${word(here)})` : word(path);
}

/** ENOENT: the first part of the path that is not there. */
export function missing(scene: Scene, path: string): string | undefined {
  const [root] = scene.done('chroot').slice(-1);
  if (root) return `${word(path)} is looked up inside of the new root ${word(root.path)}; it must exist there`;
  const here = pathHere(scene, path);
  if (here === undefined) return undefined;
  const gone = ancestors(here).find((at) => scene.machine.stat(at) === 'ENOENT');
  return gone === undefined ? undefined : `${word(gone)} does not exist; create it, or correct the path`;
}

/** ENOTDIR: the first part of the path that is something else. */
export function noDirectory(scene: Scene, path: string): string | undefined {
  const here = pathHere(scene, path);
  if (here === undefined) return undefined;
  const wrong = ancestors(here).find((at) => (scene.file(at)?.kind ?? 'directory') !== 'directory');
  return wrong === undefined ? undefined : `${word(wrong)} is not a directory; correct the path`;
}

/** EACCES: the first directory on the way that the permission bits close to the child. Access lists are not looked at. */
export function closed(scene: Scene, path: string, including: boolean): string | undefined {
  const here = pathHere(scene, path);
  if (here === undefined) return undefined;
  const parts = ancestors(here);
  const ids = idsOfChild(scene);
  if (!ids) return undefined;
  for (const at of including ? parts : parts.slice(0, -1)) {
    const found = scene.file(at);
    if (found?.kind !== 'directory' || mayExecute(found, ids)) continue;
    const mode = found.mode.toString(8);
    return `user ${ids.uid} may not enter ${word(at)} (mode ${mode}, owner ${found.uid}); open it, or use another path or user`;
  }
  return undefined;
}

interface Ids {
  readonly uid: number;
  readonly gids: readonly number[];
}

/** As this process counts them; undefined when they were set in a user namespace where they mean others. */
export function idsOfChild(scene: Scene): Ids | undefined {
  const { euid, egid, groups } = scene.machine;
  if (scene.makes(NEWUSER) && scene.earlier.some(({ op }) => /^set(uid|gid|groups)$/.test(op))) return undefined;
  const { uid } = scene.done('setuid').at(-1) ?? { uid: euid };
  const { gid } = scene.done('setgid').at(-1) ?? { gid: egid };
  const { gids } = scene.done('setgroups').at(-1) ?? { gids: groups };
  return { uid, gids: [gid, ...gids] };
}

/** The permission bits alone, for one who is not root. */
export function mayExecute({ mode, uid, gid }: FileStat, ids: Ids): boolean {
  if (uid === ids.uid) return (mode & 0o100) !== 0;
  return (mode & (ids.gids.includes(gid) ? 0o010 : 0o001)) !== 0;
}

/** `/`, `/a`, `/a/b` of `/a/b`. */
function ancestors(path: string): string[] {
  const parts = path.split('/').filter(Boolean);
  return ['/', ...parts.map((_, i) => `/${parts.slice(0, i + 1).join('/')}`)];
}

const entering = {
  ENOENT: (scene: Scene, { path }: { path: string }) => missing(scene, path),
  ENOTDIR: (scene: Scene, { path }: { path: string }) => noDirectory(scene, path),
  EACCES: (scene: Scene, { path }: { path: string }) => closed(scene, path, true),
  ELOOP:
    'too many symbolic links, or a circle of them, are on the way (path_resolution(7)); use the path they stand for',
};

export const pathRules: Rules = {
  chdir: entering,
  chroot: {
    ...entering,
    EPERM: (scene) =>
      scene.lacks(CAP.sysChroot)
        ? 'chroot needs CAP_SYS_CHROOT; do it in a new user namespace (CLONE_NEWUSER, -U), or run as root'
        : obstacle(scene),
  },
};
