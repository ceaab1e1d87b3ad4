import type { Ask } from '../ask.js';
import { Failure } from '../failure.js';
import { refuseLostVariables } from '../own-bytes.js';
import { self } from './id-maps.js';
import { account } from './passwd.js';

/** paths.h: _PATH_DEFPATH and _PATH_DEFPATH_ROOT, what setpriv(1) takes. */
const PATHS = {
  user: '/usr/local/bin:/bin:/usr/bin',
  root: '/usr/local/sbin:/usr/local/bin:/sbin:/bin:/usr/sbin:/usr/bin',
} as const;

/**
 * The child's environment; undefined: our own.
 * @throws Failure where --reset-env needs a user whom /etc/passwd does not have
 */
export function environment(ask: Ask): Record<string, string | undefined> | undefined {
  const { clearEnv, resetEnv, env } = ask;
  if (!clearEnv && !resetEnv && env.length === 0) return undefined;
  const variables: Record<string, string | undefined> = resetEnv ? login(ask) : clearEnv ? {} : { ...process.env };
  for (const change of env) {
    if (change.what === 'unset') delete variables[change.name];
    else variables[change.name] = change.what === 'set' ? change.value : process.env[change.name];
  }
  refuseLostVariables(variables);
  return variables;
}

function login({ uid, ruid, euid }: Ask): Record<string, string> {
  const who = uid ?? euid ?? ruid ?? self.uid;
  const user = account(who);
  if (!user)
    throw new Failure(`--reset-env: /etc/passwd has no user ${typeof who === 'string' ? `called '${who}'` : who}`);
  const term = process.env['TERM'];
  return {
    ...(term !== undefined && { TERM: term }),
    HOME: user.home,
    SHELL: user.shell === '' ? '/bin/sh' : user.shell,
    USER: user.name,
    LOGNAME: user.name,
    PATH: user.uid === 0 ? PATHS.root : PATHS.user,
  };
}
