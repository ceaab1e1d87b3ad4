import { parseArgs } from 'node:util';
import { peerIds } from './peers.mjs';
import { works } from './works.mjs';

/**
 * @typedef {object} Options
 * @property {readonly number[]} memoryMiB held by the parent on top of what it is anyway
 * @property {boolean} quick less of what takes long: its numbers mean little
 * @property {number} rounds
 * @property {number} ms for each row in a round; the floor gets half as much
 * @property {readonly string[]} works
 * @property {readonly string[]} extras
 */

/** What is measured beside launches one by one. */
export const extraIds = ['flat', 'delay', 'memory', 'command', 'calls'];

const workIds = works.map(({ id }) => id);

export const usage = `usage: npm run bench -- [options]
  --quick           one short round, about a minute: shows that everything runs; its numbers mean little
  --peers a,b,…     of ${peerIds.join(', ')}
  --rows a,b,…      of ${workIds.join(', ')}; ${extraIds.join(', ')}
  --memory 50M,1G   what the launching processes hold, each size measured, as far as memory is there
  --rounds 5        the more, the better the spread is known
  --ms 200          for each row in a round
  --out FILE        the results as JSON; without it, a run with neither --quick, --peers nor --rows writes
                    bench/results.json, and the documents made from it`;

const FULL = { memory: '50M,250M,1G,4G,8G', rounds: '5', ms: '200' };
const QUICK = { memory: '50M,250M', rounds: '1', ms: '20' };

/** @param {readonly string[]} args */
export function read(args) {
  const { values } = parseArgs({
    args: args.filter((arg) => arg !== '--'),
    options: {
      peers: { type: 'string' },
      rows: { type: 'string' },
      memory: { type: 'string' },
      rounds: { type: 'string' },
      ms: { type: 'string' },
      out: { type: 'string' },
      quick: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const { quick, help, out } = values;
  const { memory, rounds, ms } = { ...(quick ? QUICK : FULL), ...values };
  const all = [...workIds, ...extraIds];
  const rows = among('--rows', all, values.rows);
  const sizes = memory.split(',').map(size);
  return {
    help,
    out,
    part: values.peers !== undefined || values.rows !== undefined,
    peers: among('--peers', peerIds, values.peers),
    options: {
      quick,
      memoryMiB: [...new Set(sizes)].toSorted((a, b) => a - b),
      rounds: whole('--rounds', rounds),
      ms: whole('--ms', ms),
      works: rows.filter((row) => workIds.includes(row)),
      extras: rows.filter((row) => extraIds.includes(row)),
    },
  };
}

/**
 * @param {string} option
 * @param {readonly string[]} known
 * @param {string | undefined} value
 */
function among(option, known, value) {
  const asked = value?.split(',') ?? known;
  for (const name of asked)
    if (!known.includes(name)) throw new Error(`${option}: expected some of ${known.join(', ')}, got '${name}'`);
  return asked;
}

/** @param {string} text */
function size(text) {
  const [, number, unit = 'M'] = /^([1-9]\d*)([MG]?)$/.exec(text) ?? [];
  if (number === undefined) throw new Error(`--memory: expected sizes such as 50M or 1G, got '${text}'`);
  return Number(number) * (unit === 'G' ? 1024 : 1);
}

/**
 * @param {string} option
 * @param {string} value
 */
function whole(option, value) {
  if (!/^[1-9]\d*$/.test(value)) throw new Error(`${option}: expected a whole number from 1, got '${value}'`);
  return Number(value);
}
