import { InvalidAttrError } from './errors.js';
import { anyOf, arrayOf, described, type Kind, member, object, text } from './plan/kinds.js';

const entries = arrayOf(text);
const variables = { type: 'object', propertyNames: { pattern: '^[^=]+$' }, additionalProperties: text.schema };

/**
 * The `KEY=value` strings of an `env` attribute; null where it was left out, which means this process's own environment
 * at the moment of the launch.
 *
 * An object's keys must be names: not empty, without `=`. Its undefined values are skipped, as node:child_process does it.
 * An array is taken as it is, entries without `=` included, but for what Go's os/exec does: of several entries with one
 * key the last stays, and empty ones go.
 */
export const environment: Kind<readonly string[] | null> = described(anyOf(variables, entries), (env, path) => {
  if (env === undefined) return null;
  return Array.isArray(env) ? lastOfEach(entries(env, path)) : fromObject(object(env, path), path);
});

function fromObject(env: Readonly<Record<string, unknown>>, path: string): string[] {
  const list: string[] = [];
  for (const key of Object.keys(env)) {
    const value = env[key];
    if (value === undefined) continue;
    if (!isName(key) || typeof value !== 'string' || !isText(value)) refuse(key, value, member(path, key));
    list.push(`${key}=${value}`);
  }
  return list;
}

const isText = (it: string): boolean => !it.includes('\0') && it.isWellFormed();
const isName = (key: string): boolean => key !== '' && !key.includes('=') && isText(key);

/** The place is put together here, once there is something to say: for forty variables it would take as long as all the rest. */
function refuse(key: string, value: unknown, place: string): never {
  if (key === '' || key.includes('='))
    throw new InvalidAttrError(place, `expected the name of a variable, not empty and without '='`);
  text(key, place);
  text(value, place);
  throw new Error(`${place}: refused for no reason`);
}

function lastOfEach(list: readonly string[]): string[] {
  const seen = new Set<string>();
  const kept: string[] = [];
  for (const entry of list.toReversed()) {
    // Go looks for the sign after the first character: "=C:=…" is a name that programs have met.
    const key = entry.slice(0, entry.indexOf('=', 1) + 1);
    if (entry === '' || seen.has(key)) continue;
    if (key !== '') seen.add(key);
    kept.push(entry);
  }
  return kept.toReversed();
}
