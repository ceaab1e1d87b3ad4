import { nearest, syscallName, syscallNumber } from '@forkexec/attrs';
import { calls, fileCalls } from './calls.js';

const sets: Readonly<Record<string, readonly string[]>> = { '%file': fileCalls };

/** What a list can be made of: names of sets and of common calls. */
export const filterWords: readonly string[] = [...Object.keys(sets), ...calls.keys()];

/**
 * strace(1)'s expression: `trace=openat,read`, `openat,read`, `trace=%file`, `!brk,mmap`; `all` and `none`.
 * @throws RangeError for a call that there is not
 */
export function filter(text: string): (name: string) => boolean {
  const [, not, list = ''] = /^(?:trace=)?(!?)(.*)$/s.exec(text) ?? [];
  const names = new Set(list.split(',').flatMap(named));
  return list === 'all' || not === '!' ? (name) => !names.has(name) : (name) => names.has(name);
}

function named(word: string): readonly string[] {
  if (word === 'all' || word === 'none') return [];
  const set = sets[word];
  if (set) return set;
  if (word.startsWith('%')) throw new RangeError(`unknown set '${word}': there is ${Object.keys(sets).join(', ')}`);
  if (exists(word)) return [word];
  const near = nearest(word, [...calls.keys()]);
  throw new RangeError(`unknown system call '${word}'${near === undefined ? '' : `, did you mean '${near}'?`}`);
}

function exists(name: string): boolean {
  // What another machine has is no mistake: scripts are written for several.
  return (['x64', 'arm64'] as const).some((arch) => {
    const number = syscallNumber(name, arch);
    return number !== undefined && syscallName(number, arch) === name;
  });
}
