// Writes native/ops.gen.h from the ops table (src/ops.ts, as compiled by `tsc -b`).
// `--check` writes nothing and fails when the committed header is not what would be written.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MAX_ARGS, opNames, ops } from '../dist/ops.js';
import { opsHash } from '../dist/ops-hash.js';

const header = fileURLToPath(new URL('../native/ops.gen.h', import.meta.url));

/**
 * The C name of each kind, in the order of `ArgKind`: its number is its place here.
 * @type {Readonly<Record<import('../src/ops.js').ArgKind, string>>}
 */
const kinds = {
  int: 'INT',
  fd: 'FD',
  u32: 'U32',
  u64: 'U64',
  bool: 'BOOL',
  str: 'STR',
  'str?': 'STR_NULL',
  bytes: 'BYTES',
  strs: 'STRS',
  'strs?': 'STRS_NULL',
  strs2: 'STRS2',
  u32s: 'U32S',
};
const sides = { child: 1, parent: 2, both: 3 };
const traitBits = { guard: 1, thread: 2, hold: 4, last: 8, heir: 16, trace: 32, init: 64 };

/** @typedef {import('../src/ops.js').OpSpec} OpSpec */
const table = opNames.map((name) => ({ name, c: upperSnake(name), spec: /** @type {OpSpec} */ (ops[name]) }));

function generate() {
  return [
    '/* Generated from src/ops.ts by scripts/gen-ops.mjs: do not edit. */',
    '#ifndef FX_OPS_GEN_H',
    '#define FX_OPS_GEN_H',
    '',
    `#define FX_OPS_HASH 0x${opsHash().toString(16).padStart(8, '0')}u`,
    `#define FX_OP_MAX_ARGS ${MAX_ARGS}`,
    '',
    'enum fx_op {',
    ...table.map(({ c }, i) => `  FX_OP_${c}${i === 0 ? ' = 1' : ''},`),
    '  FX_OP_COUNT /* one past the last */',
    '};',
    '',
    'enum fx_kind {',
    '  FX_KIND_NONE = 0,',
    ...Object.values(kinds).map((kind) => `  FX_KIND_${kind},`),
    '};',
    '',
    '/* Bits of fx_op_spec.side. */',
    '#define FX_SIDE_CHILD 1',
    '#define FX_SIDE_PARENT 2',
    '',
    '/* Bits of fx_op_spec.traits. */',
    ...Object.entries(traitBits).map(([trait, bit]) => `#define FX_TRAIT_${trait.toUpperCase()} ${bit}`),
    '',
    '/* The arguments of each op, by place. */',
    ...table.flatMap(({ c, spec }) => enumLine(`FX_ARG_${c}`, Object.keys(spec.args))),
    '',
    '/* The system calls of each op, by place: a failure names one by this number. */',
    ...table.flatMap(({ c, spec }) => enumLine(`FX_CALL_${c}`, spec.calls)),
    '',
    '#ifdef FX_OP_TABLE',
    'static const struct fx_op_spec {',
    '  const char *name;',
    '  unsigned char kinds[FX_OP_MAX_ARGS];',
    '  unsigned char side;',
    '  unsigned char traits;',
    '} fx_op_specs[FX_OP_COUNT] = {',
    ...table.map(
      ({ name, c, spec }) => `  [FX_OP_${c}] = {"${name}", {${kindList(spec)}}, ${side(spec)}, ${traits(spec)}},`,
    ),
    '};',
    '#endif',
    '',
    '#endif',
    '',
  ].join('\n');
}

/** @param {string} camel */
function upperSnake(camel) {
  return camel.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toUpperCase();
}

/**
 * `enum { PREFIX_A, PREFIX_B };` on one line, or nothing for an empty list.
 * @param {string} prefix
 * @param {readonly string[]} names
 */
function enumLine(prefix, names) {
  if (new Set(names).size !== names.length) throw new Error(`${prefix}: a name stands twice: ${names.join(', ')}`);
  return names.length === 0 ? [] : [`enum { ${names.map((name) => `${prefix}_${upperSnake(name)}`).join(', ')} };`];
}

/** @param {OpSpec} spec */
function kindList(spec) {
  const list = Object.values(spec.args).map((kind) => `FX_KIND_${kinds[kind]}`);
  if (list.length > MAX_ARGS) throw new Error(`more than ${MAX_ARGS} arguments: ${Object.keys(spec.args).join(', ')}`);
  return list.length === 0 ? '0' : list.join(', ');
}

/** @param {OpSpec} spec */
function side(spec) {
  const names = /** @type {const} */ (['child', 'parent']).filter((name) => sides[spec.side] & sides[name]);
  return names.map((name) => `FX_SIDE_${name.toUpperCase()}`).join(' | ');
}

/** @param {OpSpec} spec */
function traits(spec) {
  const names = Object.keys(traitBits).filter((name) => spec.traits?.[/** @type {keyof typeof traitBits} */ (name)]);
  return names.length === 0 ? '0' : names.map((name) => `FX_TRAIT_${name.toUpperCase()}`).join(' | ');
}

const text = generate();
if (!process.argv.includes('--check')) writeFileSync(header, text);
else if (readFileSync(header, 'utf8') !== text) {
  console.error('native/ops.gen.h is not what src/ops.ts says: run `pnpm gen`');
  process.exitCode = 1;
}
