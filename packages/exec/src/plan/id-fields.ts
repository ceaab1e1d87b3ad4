/** What names users and groups may be: ids, maps of them, credentials. */
import {
  BLOCK_ID_MAP_WORDS,
  checkIDMappings,
  type Credential,
  type IDMapWord,
  SINGLE_ID_MAP_WORDS,
  type SysProcIDMap,
} from '@forkexec/attrs';
import { cut } from '@forkexec/core-native/plan';
import { InvalidAttrError } from '../errors.js';
import {
  anyOf,
  arrayOf,
  boolean,
  type Complete,
  described,
  integer,
  invalid,
  type Kind,
  oneOf,
  record,
  refuse,
  text,
} from './kinds.js';

/** Highest user or group id: the one above it, (uid_t) -1, means "leave as it is" in many calls, credentials(7). */
const MAX_ID = 0xfffffffe;
const id = integer(0, MAX_ID);

/** A user or a group. Digits could be meant either way, and programs disagree: docs/decisions/names.md. */
const idOrName: Kind<number | string> = described(
  anyOf(id, { type: 'string', pattern: '^[^\\u0000]*[^0-9\\u0000][^\\u0000]*$' }),
  (value, path) => {
    if (typeof value !== 'string') return id(value, path);
    if (value === '') throw invalid(path, 'a number or a name', value);
    if (/^[0-9]+$/.test(value)) {
      const problem = `expected an integer from 0 to ${MAX_ID}, got "${cut(value, 60)}"`;
      throw new InvalidAttrError(path, `${problem}: digits alone are no name, give the number`);
    }
    return text(value, path);
  },
);

const idRange = record({ containerID: id, hostID: id, size: integer(1, 0xffffffff) } satisfies Complete<SysProcIDMap>, {
  required: ['containerID', 'hostID', 'size'],
});
const idRanges = arrayOf(idRange);
export const idMap: Kind<readonly SysProcIDMap[]> = described(
  { ...idRanges.schema, minItems: 1, maxItems: 340 },
  (value, path) => {
    const ranges = idRanges(value, path);
    refuse(checkIDMappings(ranges), path);
    return ranges;
  },
);

const idMapWord = oneOf<IDMapWord>([...SINGLE_ID_MAP_WORDS, ...BLOCK_ID_MAP_WORDS]);
export const idMapWords: Kind<readonly IDMapWord[]> = described(
  anyOf(idMapWord, { type: 'array', items: idMapWord.schema, minItems: 1, maxItems: 2 }),
  (value, path) => {
    if (!Array.isArray(value)) return [idMapWord(value, path)];
    const given = arrayOf(idMapWord)(value, path);
    if (given.length === 0) throw new InvalidAttrError(path, 'expected at least one word');
    for (const group of [SINGLE_ID_MAP_WORDS, BLOCK_ID_MAP_WORDS] as readonly (readonly IDMapWord[])[]) {
      const [first, second] = given.filter((name) => group.includes(name));
      if (first !== undefined && second !== undefined) {
        throw new InvalidAttrError(path, `expected at most one of ${group.join(', ')}, got '${first}' and '${second}'`);
      }
    }
    return given;
  },
);

const credentialFields = record(
  {
    uid: idOrName,
    gid: idOrName,
    groups: arrayOf(idOrName),
    noSetGroups: boolean,
    ruid: idOrName,
    rgid: idOrName,
    initGroups: boolean,
  } satisfies Complete<Credential>,
  { required: ['uid'] },
);

/** A user that is looked up has a primary group. */
export const credential: typeof credentialFields = described(credentialFields.schema ?? {}, (value, path) => {
  const read = credentialFields(value, path);
  if (read.gid === undefined && typeof read.uid === 'number' && !read.initGroups) id(undefined, `${path}.gid`);
  return read;
});
