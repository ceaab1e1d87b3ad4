// The JSON Schema of --spec's files, made of the library's table of attributes: what each may be, and the comment that stands
// above it in attrs' types.
import { readFileSync } from 'node:fs';
import { procAttr } from '../../exec/dist/plan/fields.js';

/** @typedef {Readonly<Record<string, unknown>>} Schema */

/** The comments above the fields of ProcAttr and SysProcAttr, by field. */
function comments() {
  const source = readFileSync(new URL('../../attrs/src/sys-proc-attr.ts', import.meta.url), 'utf8');
  const found = source.matchAll(/^ {2}\/\*\*((?:(?!\*\/)[^])*)\*\/\n {2}readonly (\w+)\??:/gm);
  return new Map([...found].map(([, text = '', name = '']) => [name, text.replaceAll(/\s*\n \s*\* ?/g, ' ').trim()]));
}

const strings = { type: 'array', items: { type: 'string' } };
const landlockRule = (/** @type {string} */ key, /** @type {Schema} */ value) => ({
  type: 'array',
  items: {
    type: 'object',
    properties: { [key]: value, access: { ...strings, minItems: 1 } },
    required: [key, 'access'],
    additionalProperties: false,
  },
});

const landlock = {
  description:
    'A Landlock ruleset to make for the launch, as landlockRuleset() takes it. Needs sys.noNewPrivs or root.',
  type: 'object',
  properties: {
    fs: landlockRule('path', { type: 'string' }),
    net: landlockRule('port', { type: 'integer', minimum: 0, maximum: 65535 }),
    scoped: strings,
    handledAccessFs: strings,
    handledAccessNet: strings,
    bestEffort: {
      description: 'Leave out what this kernel cannot deny, and say so; otherwise that is an error.',
      type: 'boolean',
    },
  },
  additionalProperties: false,
};

export function specSchema() {
  const known = comments();
  const described = (/** @type {Schema} */ properties) =>
    Object.fromEntries(
      Object.entries(properties).map(([name, schema]) => {
        const description = known.get(name);
        return [name, { ...(description !== undefined && { description }), .../** @type {Schema} */ (schema) }];
      }),
    );
  const { properties } = /** @type {{ properties: Record<string, { properties: Schema }> }} */ (procAttr.schema);
  const { sys, ...others } = properties;
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'forkexec launch',
    description: 'What forkexec --spec takes and --print-spec prints.',
    type: 'object',
    properties: {
      $schema: { type: 'string' },
      program: { description: 'Its name, looked for in its own PATH, or its path.', type: 'string', minLength: 1 },
      argv: {
        description: "Its arguments, its own name first; left out: the program's name alone.",
        ...strings,
        minItems: 1,
      },
      ...described(others),
      sys: { ...sys, properties: described(sys?.properties ?? {}) },
      landlock,
    },
    additionalProperties: false,
  };
}
