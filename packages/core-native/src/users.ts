import { native } from './load.js';
import { ASKS, type Found, USER_CALLS } from './native.js';
import { SyscallError } from './process-fd.js';

/**
 * A question to the system's database of users and groups. Who it is: a name, or the number of a user.
 * `user`: its uid and its primary gid. `group`: its gid. `groups`: the user's groups, `gid` among them, initgroups(3).
 */
export type Lookup =
  | { readonly ask: 'user'; readonly who: string | number }
  | { readonly ask: 'group'; readonly who: string }
  | { readonly ask: 'groups'; readonly who: string | number; readonly gid: number };

/** What was found; undefined: nobody is called that. */
export type Ids = readonly number[] | undefined;

/**
 * Asks libc, and so every source of nsswitch.conf(5): getpwnam_r(3), getgrnam_r(3), getgrouplist(3). Blocks the thread, with
 * a directory server for as long as that takes.
 * @throws SyscallError when the database cannot be read; NativeLoadError.
 */
export function lookUp(lookup: Lookup): Ids {
  return read(native().lookUp(...words(lookup)), lookup);
}

/**
 * {@link lookUp} on a thread of libuv's pool. The event loop stays alive until the answer is there.
 * @throws the same, as a rejection.
 */
export async function lookUpLater(lookup: Lookup): Promise<Ids> {
  return read(await native().lookUpLater(...words(lookup)), lookup);
}

function words(lookup: Lookup): [ask: number, name: string | null, uid: number, gid: number] {
  const { ask, who } = lookup;
  const gid = lookup.ask === 'groups' ? lookup.gid : 0;
  const [name, uid] = typeof who === 'string' ? [who, 0] : [null, who];
  return [ASKS.indexOf(ask), name, uid, gid];
}

function read(found: Found, { who }: Lookup): Ids {
  if (found === null) return undefined;
  if ('err' in found) throw new SyscallError(`${USER_CALLS[found.call]}`, found.err, { argument: String(who) });
  return found;
}
