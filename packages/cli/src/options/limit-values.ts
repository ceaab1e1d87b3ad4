/** The values of prlimit(1): `1024:4096`, `1024`, `:4096`, `unlimited`. */
import { readFileSync } from 'node:fs';
import { RLIM_INFINITY, rlimitFromText, rlimitNumber, type RlimitPair, rlimitToText } from '@forkexec/attrs';

/**
 * A limit by its name, so that a second mention replaces the first however it is spelled.
 * @throws RangeError
 */
export function limitOf(name: string, text: string): [name: string, limit: RlimitPair] {
  const resource = rlimitNumber(name);
  // prlimit(1)'s other word for it.
  const values = text.replaceAll(/(?<=^|:)-1(?=$|:)/g, 'unlimited');
  const [soft = '', hard = '', ...more] = values.split(':');
  if (values.includes(':') && more.length === 0 && (soft === '') !== (hard === '')) {
    return [String(resource), completed(resource, soft, hard)];
  }
  if (amount(soft) > amount(hard)) throw new RangeError(`the soft limit ${soft} is above the hard limit ${hard}`);
  return [String(resource), rlimitFromText(values)];
}

/**
 * One half given, the other ours. A soft limit that would be above the new hard one goes down with it: Node raises that of
 * open files to the hard one when it starts, so ours says nothing about the shell's.
 */
function completed(resource: number, soft: string, hard: string): RlimitPair {
  const own = ownLimit(resource);
  const given = rlimitFromText(soft === '' ? hard : soft).soft;
  if (soft === '') return { soft: own.soft < given ? own.soft : given, hard: given };
  if (given > own.hard)
    throw new RangeError(`the soft limit ${soft} is above the hard limit ${rlimitToText(own).split(':')[1]}`);
  return { soft: given, hard: own.hard };
}

/** The lines of /proc/PID/limits, by number: proc_pid_limits(5). */
const lines = [
  'cpu time',
  'file size',
  'data size',
  'stack size',
  'core file size',
  'resident set',
  'processes',
  'open files',
  'locked memory',
  'address space',
  'file locks',
  'pending signals',
  'msgqueue size',
  'nice priority',
  'realtime priority',
  'realtime timeout',
];

function ownLimit(resource: number): RlimitPair {
  const line = new RegExp(`^Max ${lines[resource]} +(\\w+) +(\\w+) `, 'm').exec(readLimits());
  if (!line) throw new RangeError('half of a limit needs /proc/self/limits, which says what the other half is');
  return rlimitFromText(`${line[1]}:${line[2]}`);
}

function readLimits(): string {
  try {
    return readFileSync('/proc/self/limits', 'utf8');
  } catch {
    return '';
  }
}

/** Not a number for what is none, which rlimitFromText() then refuses. */
function amount(value: string): number | bigint {
  if (/^[0-9]+$/.test(value)) return BigInt(value);
  return value === 'unlimited' || value === 'infinity' ? RLIM_INFINITY : Number.NaN;
}
