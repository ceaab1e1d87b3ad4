import type { Ids as Answer, Lookup } from '@forkexec/core-native/plan';
import { cut, quote } from '@forkexec/core-native/plan';
import { InvalidAttrError } from '../errors.js';
import type { Asked, Given, Identity, Ids } from './asked.js';

/** The questions that an identity by name takes, each with its answer sent back; in the end the ids. */
export type Questions = Generator<Lookup, Ids, Answer>;

/** Whether there is nothing to look up. */
export function isNumbered(given: Given): given is Asked {
  const { credential } = given;
  if (credential === undefined) return true;
  const { uid, gid, ruid, rgid, initGroups } = credential;
  if (typeof uid !== 'number' || typeof gid !== 'number' || initGroups) return false;
  if (typeof ruid === 'string' || typeof rgid === 'string') return false;
  for (const group of credential.groups) if (typeof group !== 'number') return false;
  return true;
}

/** Everything in numbers, at once: looked up by the caller where it was a name. */
export function numbered(given: Given): Asked {
  if (isNumbered(given)) return given;
  const { lookUp } = given.caller;
  if (!lookUp) throw new Error('no database of users and groups to look names up in');
  const questions = questionsOf(given);
  let next = questions.next();
  while (!next.done) next = questions.next(lookUp(next.value));
  return { ...given, credential: next.value };
}

/** What to ask for an identity that is not {@link isNumbered}, in whatever way. */
export function questionsOf(given: Given): Questions {
  return identify(given.credential!);
}

function* identify({ uid, gid, groups, noSetGroups, initGroups = false, ruid, rgid }: Identity): Questions {
  const user = typeof uid === 'string' || initGroups ? yield* aUser(uid, 'credential.uid') : { uid, gid: undefined };
  const group = gid === undefined ? user.gid! : yield* aGroup(gid, 'credential.gid');
  const numbers: number[] = [];
  for (const [i, one] of groups.entries()) numbers.push(yield* aGroup(one, `credential.groups[${i}]`));
  if (initGroups) numbers.push(...(yield* theirGroups(uid, group)));
  return {
    uid: user.uid,
    gid: group,
    groups: numbers,
    noSetGroups,
    ruid: typeof ruid === 'string' ? (yield* aUser(ruid, 'credential.ruid')).uid : ruid,
    rgid: rgid === undefined ? undefined : yield* aGroup(rgid, 'credential.rgid'),
  };
}

function* aUser(who: string | number, path: string): Generator<Lookup, { uid: number; gid: number }, Answer> {
  const [uid, gid] = (yield { ask: 'user', who }) ?? noUser(who, path);
  return { uid: uid!, gid: gid! };
}

function* aGroup(who: string | number, path: string): Generator<Lookup, number, Answer> {
  if (typeof who === 'number') return who;
  const found = yield { ask: 'group', who };
  if (!found) throw new InvalidAttrError(path, `no group called ${called(who)}`);
  return found[0]!;
}

function* theirGroups(who: string | number, gid: number): Generator<Lookup, readonly number[], Answer> {
  return (yield { ask: 'groups', who, gid }) ?? noUser(who, 'credential.uid'); // gone since it was asked for
}

function noUser(who: string | number, path: string): never {
  const problem =
    typeof who === 'string' ? `no user called ${called(who)}` : `no user has the number ${who}: initGroups needs one`;
  throw new InvalidAttrError(path, problem);
}

const called = (name: string): string => `'${quote(cut(name, 60)).slice(1, -1)}'`;
