import type { IDMapWord, SysProcIDMap } from '@forkexec/attrs';
import type { IDKind } from './plan/asked.js';
import { whoAsks } from './plan/caller.js';
import { idMapWords } from './plan/id-fields.js';
import { rangesOf } from './plan/id-words.js';

/**
 * The ranges that the words of `sys.idMap` mean for this process, for `uidMappings` or `gidMappings`: to have other words
 * for groups than for users, or to add ranges of one's own. Reads /etc/subuid or /etc/subgid (by the effective user, in both)
 * for `'auto'` and `'subids'`, /proc/self/uid_map or gid_map for `'all'`, and nothing for the others.
 *
 * @param kind - whose ids
 * @param words - one word, or one of `'root'`, `'self'` and one of `'auto'`, `'subids'`, `'all'`
 * @throws InvalidAttrError for other words, and where a line is missing, saying which one
 */
export function idMappings(kind: IDKind, words: IDMapWord | readonly IDMapWord[]): SysProcIDMap[] {
  return rangesOf(kind, idMapWords(words, 'idMap'), whoAsks);
}
