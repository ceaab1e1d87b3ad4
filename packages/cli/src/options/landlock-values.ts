/** setpriv(1)'s words for Landlock: `fs:write-file`, `path-beneath:read-file:/usr`. */
import {
  LANDLOCK_RESTRICT_SELF_LOG_NEW_EXEC_ON,
  LANDLOCK_RESTRICT_SELF_LOG_SAME_EXEC_OFF,
  LANDLOCK_RESTRICT_SELF_LOG_SUBDOMAINS_OFF,
  type LandlockKind,
  landlockNames,
  nearest,
} from '@forkexec/attrs';
import type { LandlockAsk } from './ask-privileges.js';

const kinds: readonly LandlockKind[] = ['fs', 'net', 'scope'];

/** `fs`, or `fs:write-file,make-reg`: what is denied from now on. */
export function landlockAccess(asked: LandlockAsk, text: string): void {
  const [name, rights] = split(text);
  const kind = kinds.find((known) => known === name);
  if (kind === undefined) throw new RangeError(`expected fs, net or scope, not '${name}'`);
  const set = { fs: asked.handledFs, net: asked.handledNet, scope: asked.scoped }[kind];
  for (const right of rights === undefined ? landlockNames(kind) : namesOf(kind, rights)) set.add(right);
}

const flags: Readonly<Record<string, number>> = {
  'log-same-exec-off': LANDLOCK_RESTRICT_SELF_LOG_SAME_EXEC_OFF,
  'log-new-exec-on': LANDLOCK_RESTRICT_SELF_LOG_NEW_EXEC_ON,
  'log-subdomains-off': LANDLOCK_RESTRICT_SELF_LOG_SUBDOMAINS_OFF,
};

export const landlockFlagNames: readonly string[] = Object.keys(flags);

/** `log-same-exec-off,log-subdomains-off` */
export function landlockFlags(text: string): number {
  return text.split(',').reduce((bits, word) => bits | flagOf(word), 0);
}

function flagOf(word: string): number {
  const flag = Object.hasOwn(flags, word) ? flags[word] : undefined;
  if (flag !== undefined) return flag;
  const near = nearest(word, landlockFlagNames);
  throw new RangeError(
    `unknown flag '${word}', ${near === undefined ? `there is ${landlockFlagNames.join(', ')}` : `did you mean '${near}'?`}`,
  );
}

/** `path-beneath:RIGHTS:PATH`, `net-port:RIGHTS:PORT`: what is allowed nevertheless. */
export function landlockRule(asked: LandlockAsk, text: string): void {
  const [type, rest = ''] = split(text);
  const [rights, object] = split(rest);
  if ((type !== 'path-beneath' && type !== 'net-port') || object === undefined || object === '') {
    throw new RangeError(`expected path-beneath:RIGHT,...:PATH or net-port:RIGHT,...:PORT, not '${text}'`);
  }
  if (type === 'path-beneath') {
    asked.paths.push({ path: object, access: rights === '' ? [] : namesOf('fs', rights) });
    return;
  }
  const port = /^[0-9]+$/.test(object) ? Number(object) : Number.NaN;
  if (!(port <= 65535)) throw new RangeError(`expected a port, a number from 0 to 65535, not '${object}'`);
  asked.ports.push({ port, access: rights === '' ? [] : namesOf('net', rights) });
}

function namesOf(kind: LandlockKind, list: string): string[] {
  return list.split(',').map((word) => {
    const name = word.replaceAll('-', '_').toLowerCase();
    const known = landlockNames(kind);
    if (known.includes(name)) return name;
    const near = nearest(name, known)?.replaceAll('_', '-');
    throw new RangeError(`unknown right '${word}'${near === undefined ? '' : `, did you mean '${near}'?`}`);
  });
}

/** At the first colon: a path may have others. */
function split(text: string): [string, string | undefined] {
  const at = text.indexOf(':');
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
