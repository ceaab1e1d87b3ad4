import { nearest, type Problem } from '@forkexec/attrs';
import { cut, quote } from '@forkexec/core-native/plan';
import { InvalidAttrError } from '../errors.js';

/** Reads what a user gave as one precise type, or throws {@link InvalidAttrError} with the `path` of the field. */
export type Kind<T> = ((value: unknown, path: string) => T) & {
  /** What it takes, for other programs: a JSON Schema, as far as JSON can say it. */
  readonly schema?: Schema;
};

/** A table with a row for each field of `T`. */
export type Complete<T> = { readonly [K in keyof Required<T>]: Kind<unknown> };

/** JSON Schema, draft 2020-12. */
export type Schema = Readonly<Record<string, unknown>>;

/** The same kind, which then says what it takes. */
export function described<T>(schema: Schema, read: Kind<T>): Kind<T> {
  return Object.assign(read, { schema });
}

const schemaOf = ({ schema = {} }: Kind<unknown>): Schema => schema;

/** Any of these. */
export const anyOf = (...kinds: readonly (Kind<unknown> | Schema)[]): Schema => ({
  anyOf: kinds.map((kind) => (typeof kind === 'function' ? schemaOf(kind) : kind)),
});

/** A value as it stands in a message. */
function show(value: unknown): string {
  if (typeof value === 'string') return quote(cut(value, 60));
  if (typeof value === 'bigint') return `${value}n`;
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value === 'function') return 'a function';
  return String(value);
}

/** The path of a member: `a.b`, or `a["b c"]` for what is not a plain name. */
export function member(path: string, key: string): string {
  if (!/^[\w$]+$/.test(key)) return `${path}[${quote(cut(key, 60))}]`;
  return path === '' ? key : `${path}.${key}`;
}

export function invalid(path: string, wanted: string, value: unknown): InvalidAttrError {
  return new InvalidAttrError(path, `expected ${wanted}, got ${show(value)}`);
}

export const boolean: Kind<boolean> = described({ type: 'boolean' }, (value, path) => {
  if (typeof value !== 'boolean') throw invalid(path, 'true or false', value);
  return value;
});

/**
 * What the kernel takes as a string. A NUL byte would end it early, and a lone surrogate has no UTF-8: it would silently
 * become another character.
 */
export const text: Kind<string> = described({ type: 'string', pattern: '^[^\\u0000]*$' }, (value, path) => {
  if (typeof value !== 'string') throw invalid(path, 'a string', value);
  if (value.includes('\0')) throw new InvalidAttrError(path, 'has a NUL byte');
  if (!value.isWellFormed()) throw new InvalidAttrError(path, 'has a lone surrogate');
  return value;
});

/** The name of a file: empty is always a mistake (ENOENT, path_resolution(7)). */
export const fileName: Kind<string> = described({ ...schemaOf(text), minLength: 1 }, (value, path) => {
  const name = text(value, path);
  if (name === '') throw invalid(path, 'a path', value);
  return name;
});

export function integer(low: number, high: number): Kind<number> {
  return described({ type: 'integer', minimum: low, maximum: high }, (value, path) => {
    const fits = Number.isInteger(value) && (value as number) >= low && (value as number) <= high;
    if (!fits) throw invalid(path, `an integer from ${low} to ${high}`, value);
    return (value as number) + 0; // -0 becomes 0
  });
}

/** One of a few words. */
export function oneOf<T extends string>(known: readonly T[]): Kind<T> {
  return described({ enum: known }, (value, path) => {
    const found = known.find((name) => name === value);
    if (found !== undefined) return found;
    const near = typeof value === 'string' ? nearest(value, known) : undefined;
    const guess = near === undefined ? '' : `, did you mean '${near}'?`;
    throw new InvalidAttrError(path, `expected one of ${known.join(', ')}, got ${show(value)}${guess}`);
  });
}

/** An array without holes. */
export function arrayOf<T>(item: Kind<T>): Kind<T[]> {
  return described({ type: 'array', items: schemaOf(item) }, (value, path) => {
    if (!Array.isArray(value)) throw invalid(path, 'an array', value);
    const items: T[] = [];
    for (let i = 0; i < value.length; i++) items.push(item(value[i], `${path}[${i}]`));
    return items;
  });
}

/** An object to be read by its own keys; what is iterated instead (a Map, an array) would pass for an empty one. */
export const object: Kind<Readonly<Record<string, unknown>>> = (value, path) => {
  if (typeof value !== 'object' || value === null) throw invalid(path, 'an object', value);
  if (Symbol.iterator in value)
    throw new InvalidAttrError(path, 'expected an object with its own fields, got an iterable');
  return value as Record<string, unknown>;
};

/** A name or a number, read by one of attrs' functions, whose errors say what is wrong but not where. */
export function named<T>(read: (value: never) => T): Kind<T> {
  return described({ type: ['string', 'integer'] }, (value, path) => {
    try {
      return read(value as never);
    } catch (error) {
      if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
      throw new InvalidAttrError(path, error.message);
    }
  });
}

/** Throws the problem that one of attrs' checks found within the value at `path`. */
export function refuse(problem: Problem | undefined, path: string): void {
  if (problem) throw new InvalidAttrError(`${path}${problem.path}`, problem.message);
}

type Fields = Readonly<Record<string, Kind<unknown>>>;
/** What a record reads: every field may be left out but the required ones. */
export type Read<F extends Fields, R extends keyof F = never> = {
  readonly [K in R]: ReturnType<F[K]>;
} & { readonly [K in Exclude<keyof F, R>]?: ReturnType<F[K]> };

/**
 * An object with these fields and no others. Only own enumerable keys count, each is read once, and undefined means left
 * out.
 *
 * @param options.required - fields that cannot be left out
 * @param options.prefix - false: the members' paths stand without the record's own
 * @param options.elsewhere - what to say of an unknown field that has its place somewhere else
 */
export function record<F extends Fields, R extends keyof F & string = never>(
  fields: F,
  options: {
    readonly required?: readonly R[];
    readonly prefix?: boolean;
    readonly elsewhere?: (key: string) => string | undefined;
  } = {},
): Kind<Read<F, R>> {
  const { required = [], prefix = true, elsewhere } = options;
  const properties = Object.fromEntries(Object.entries(fields).map(([name, kind]) => [name, schemaOf(kind)]));
  const schema = { type: 'object', properties, additionalProperties: false, ...(required.length > 0 && { required }) };
  return described(schema, (value, path) => {
    const given = object(value, path);
    const base = prefix ? path : '';
    const read: Record<string, unknown> = {};
    for (const key of Object.keys(given)) {
      if (!Object.hasOwn(fields, key)) throw unknown(member(base, key), key, fields, elsewhere?.(key));
      const field = given[key];
      // A field's name is plain: member() need not look at it.
      if (field !== undefined) read[key] = fields[key]?.(field, base === '' ? key : `${base}.${key}`);
    }
    for (const key of required) if (read[key] === undefined) fields[key]?.(undefined, member(base, key));
    return read as Read<F, R>;
  });
}

function unknown(path: string, key: string, fields: Fields, elsewhere: string | undefined): InvalidAttrError {
  const near = nearest(key, Object.keys(fields));
  const hint = elsewhere ?? (near === undefined ? undefined : `did you mean '${near}'?`);
  return new InvalidAttrError(path, `unknown attribute${hint === undefined ? '' : `, ${hint}`}`);
}
