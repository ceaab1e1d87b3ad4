import { readFileSync } from 'node:fs';

/** A line of passwd(5). */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
  readonly shell: string;
}

/**
 * The line of /etc/passwd of a user, by name or number; undefined where there is none. Users of a directory server are not
 * there: what needs more than their ids says so.
 */
export function account(who: string | number): Account | undefined {
  for (const line of lines()) {
    const [name = '', , uid = '', gid = '', , home = '', shell = ''] = line.split(':');
    if (name === who || (uid !== '' && Number(uid) === who))
      return { name, uid: Number(uid), gid: Number(gid), home, shell };
  }
  return undefined;
}

function lines(): string[] {
  try {
    return readFileSync('/etc/passwd', 'utf8').split('\n');
  } catch {
    return [];
  }
}
