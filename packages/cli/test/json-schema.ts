/** As much of JSON Schema (2020-12) as our own schemas use; a word that it does not know is an error. */

type Schema = boolean | Readonly<Record<string, unknown>>;

const silent = ['$schema', '$id', '$defs', 'title', 'description', 'then', 'else'];

/** @returns what is wrong, each with its path; nothing when the value is valid */
export function problems(root: Schema, value: unknown): string[] {
  const check = (schema: Schema, it: unknown, path: string): string[] => {
    if (typeof schema === 'boolean') return schema ? [] : [`${path} is not allowed`];
    return Object.entries(schema).flatMap(([word, rule]) => {
      if (silent.includes(word)) return [];
      const rules: Record<string, () => string[]> = {
        $ref: () => check(resolve(root, rule as string), it, path),
        type: () => (typeOf(it) === rule ? [] : [`${path} is no ${String(rule)}`]),
        const: () => (it === rule ? [] : [`${path} is not ${String(rule)}`]),
        enum: () => ((rule as unknown[]).includes(it) ? [] : [`${path} is none of ${String(rule)}`]),
        pattern: () => (new RegExp(rule as string, 'u').test(it as string) ? [] : [`${path} does not match`]),
        minItems: () => ((it as unknown[]).length >= (rule as number) ? [] : [`${path} is too short`]),
        items: () => (it as unknown[]).flatMap((item, i) => check(rule as Schema, item, `${path}[${i}]`)),
        required: () =>
          (rule as string[])
            .filter((key) => !Object.hasOwn(it as object, key))
            .map((key) => `${path}.${key} is missing`),
        properties: () =>
          Object.entries(rule as Record<string, Schema>).flatMap(([key, property]) =>
            Object.hasOwn(it as object, key) ? check(property, (it as never)[key], `${path}.${key}`) : [],
          ),
        additionalProperties: () =>
          Object.keys(it as object)
            .filter((key) => !Object.hasOwn(schema['properties'] ?? {}, key))
            .flatMap((key) => check(rule as Schema, (it as never)[key], `${path}.${key}`)),
        if: () => {
          const branch = check(rule as Schema, it, path).length === 0 ? schema['then'] : schema['else'];
          return branch === undefined ? [] : check(branch as Schema, it, path);
        },
      };
      const apply = rules[word];
      if (!apply) throw new Error(`json-schema.ts does not know ${word}`);
      return apply();
    });
  };
  return check(root, value, '$');
}

function resolve(root: Schema, ref: string): Schema {
  let at: unknown = root;
  for (const name of ref.replace(/^#\//, '').split('/')) at = (at as Record<string, unknown>)[name];
  return at as Schema;
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return value === null ? 'null' : typeof value;
}
