import { chroot, env, nice, prlimit, setsid } from './others.mjs';
import { setpriv } from './setpriv.mjs';
import { timeout } from './timeout.mjs';
import { unshare } from './unshare.mjs';

/** Every tool that has a table. */
export const tools = [unshare, setpriv, setsid, chroot, env, nice, prlimit, timeout];
