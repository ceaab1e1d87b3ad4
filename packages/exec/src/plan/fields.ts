/** THE table of attributes: each field of ProcAttr and SysProcAttr, and what it may be. The types keep it complete. */
import {
  capNumber,
  checkRlimit,
  cloneFlagsFromText,
  cloneFlagsToText,
  NAMESPACE_FLAGS,
  type Propagation,
  PROPAGATIONS,
  type ProcAttr,
  type Rlimit,
  rlimitNumber,
  rlimitPair,
  type Securebit,
  SECUREBITS,
  type SecurebitsChange,
  signalNumber,
  type SysProcAttr,
  type TimeOffsets,
} from '@forkexec/attrs';
import { environment } from '../env.js';
import { InvalidAttrError } from '../errors.js';
import type { Limit } from './asked.js';
import { credential, idMap, idMapWords } from './id-fields.js';
import {
  anyOf,
  arrayOf,
  boolean,
  type Complete,
  described,
  fileName,
  integer,
  invalid,
  type Kind,
  member,
  named,
  object,
  oneOf,
  record,
  refuse,
  text,
} from './kinds.js';
import { fd, MAX_FD } from './program-fields.js';

/** uts_namespaces(7), __NEW_UTS_LEN. */
const MAX_HOSTNAME_BYTES = 64;

const flagNames = arrayOf(named(cloneFlagsFromText));

/** A number, or names: in one text or in a list. */
const flagWord: Kind<number> = described(
  anyOf({ type: 'integer', minimum: 0, maximum: 0xffffffff }, { type: 'string' }, flagNames),
  (value, path) => {
    if (typeof value === 'string') return named(cloneFlagsFromText)(value, path);
    if (!Array.isArray(value)) return integer(0, 0xffffffff)(value, path);
    return Number(flagNames(value, path).reduce((bits, flag) => bits | BigInt(flag), 0n));
  },
);

const namespaceFlags: Kind<number> = described(flagWord.schema ?? {}, (value, path) => {
  const flags = flagWord(value, path);
  const others = flags - (flags & NAMESPACE_FLAGS);
  if (others === 0) return flags;
  const problem = `expected ${cloneFlagsToText(NAMESPACE_FLAGS)} only, got ${cloneFlagsToText(others)}`;
  throw new InvalidAttrError(path, `${problem}: what parent and child share is the launcher to decide`);
});

const cgroup: Kind<string | number> = described(anyOf(fileName, fd), (value, path) =>
  typeof value === 'string' ? fileName(value, path) : fd(value, path),
);

/** The kernel's seconds are 64 bits, of which clocks use far less; it says ERANGE where that matters. */
const offset: Kind<number> = described({ type: 'number' }, (value, path) => {
  if (typeof value !== 'number' || !(Math.abs(value) <= Number.MAX_SAFE_INTEGER))
    throw invalid(path, 'milliseconds, at most 2^53-1 either way', value);
  return value;
});
const timeOffsets = record({ monotonic: offset, boottime: offset } satisfies Complete<TimeOffsets>);
const hostName: Kind<string> = described({ type: 'string', maxLength: MAX_HOSTNAME_BYTES }, (value, path) => {
  const name = text(value, path);
  const bytes = Buffer.byteLength(name);
  if (bytes > MAX_HOSTNAME_BYTES)
    throw new InvalidAttrError(path, `expected at most ${MAX_HOSTNAME_BYTES} bytes, got ${bytes}`);
  return name;
});

const procMountPoint: Kind<string | undefined> = described(
  anyOf(boolean, { type: 'string', pattern: '^/' }),
  (value, path) => {
    if (typeof value === 'boolean') return value ? '/proc' : undefined;
    if (typeof value !== 'string' || !value.startsWith('/'))
      throw invalid(path, 'true, false or an absolute path', value);
    return text(value, path);
  },
);

const anything: Kind<unknown> = (value) => value;
const softAndHard = record({ soft: anything, hard: anything }, { required: ['soft', 'hard'] });

/** As a number where that is exact: a plan with bigints in it does not become JSON. */
const plain = (value: bigint): number | bigint => (value <= Number.MAX_SAFE_INTEGER ? Number(value) : value);

const limitValue = { anyOf: [{ type: 'integer', minimum: 0 }, { const: 'unlimited' }] };
const limitPair = {
  type: 'object',
  properties: { soft: limitValue, hard: limitValue },
  required: ['soft', 'hard'],
  additionalProperties: false,
};
const limitsSchema = { type: 'object', additionalProperties: anyOf(limitValue, limitPair) };

const limits: Kind<readonly Limit[]> = described(limitsSchema, (value, path) => {
  const given = object(value, path);
  const first = new Map<number, string>();
  return Object.keys(given).flatMap((name) => {
    const place = member(path, name);
    const resource = named(rlimitNumber)(name, place);
    const wanted = given[name];
    if (wanted === undefined) return [];
    const same = first.get(resource);
    if (same !== undefined) throw new InvalidAttrError(place, `is the same limit as ${same}`);
    first.set(resource, place);
    const limit = (typeof wanted === 'object' ? softAndHard(wanted, place) : wanted) as Rlimit;
    refuse(checkRlimit(limit), place);
    const { soft, hard } = rlimitPair(limit);
    return [{ resource, soft: plain(soft), hard: plain(hard) }];
  });
});

const fileMode = integer(0, 0o777);
const fileModeMask: Kind<number> = described(
  anyOf(fileMode, { type: 'string', pattern: '^[0-7]{1,4}$' }),
  (value, path) => {
    if (typeof value !== 'string') return fileMode(value, path);
    if (/^[0-7]{1,4}$/.test(value) && Number.parseInt(value, 8) <= 0o777) return Number.parseInt(value, 8);
    throw invalid(path, 'a number or octal digits, 000 to 777', value);
  },
);

const securebitNames = arrayOf(oneOf<Securebit>(SECUREBITS));
const securebits = record({ set: securebitNames, clear: securebitNames } satisfies Complete<SecurebitsChange>);

/** Two that no process can do without: signal(7). */
const signalsBut = arrayOf(
  described({ type: ['string', 'integer'] }, (value, path) => {
    const number = named(signalNumber)(value, path);
    if (number !== 9 && number !== 19) return number;
    throw new InvalidAttrError(path, 'SIGKILL and SIGSTOP can be neither ignored nor blocked, signal(7)');
  }),
);

/** Go's zero is no signal. */
const signal = named(signalNumber);
const deathSignal: Kind<number> = described(signal.schema ?? {}, (value, path) =>
  value === 0 ? 0 : signal(value, path),
);

const caps = arrayOf(named(capNumber));

const sysFields = {
  chroot: fileName,
  credential,
  setsid: boolean,
  setpgid: boolean,
  pgid: integer(0, 0x7fffffff),
  setctty: boolean,
  noctty: boolean,
  ctty: fd,
  foreground: boolean,
  pdeathsig: deathSignal,
  cloneflags: namespaceFlags,
  unshareflags: namespaceFlags,
  uidMappings: idMap,
  gidMappings: idMap,
  idMap: idMapWords,
  gidMappingsEnableSetgroups: boolean,
  ambientCaps: caps,
  clearAmbient: boolean,
  inheritableCaps: caps,
  boundingCaps: caps,
  securebits,
  useCgroupFD: boolean,
  cgroupFD: fd,
  cgroup,
  timeOffsets,
  noNewPrivs: boolean,
  useLandlock: boolean,
  landlockFD: fd,
  landlockFlags: integer(0, 0xffffffff),
  hostname: hostName,
  mountProc: procMountPoint,
  propagation: oneOf<Propagation>(PROPAGATIONS),
  umask: fileModeMask,
  nice: integer(-40, 40),
  ignoreSignals: signalsBut,
  blockSignals: signalsBut,
  ptrace: boolean,
  init: boolean,
  rlimits: limits,
} satisfies Complete<SysProcAttr>;

const sys = record(sysFields, {
  prefix: false,
  elsewhere: (key: string): string | undefined =>
    Object.hasOwn(attrFields, key) ? 'it stands beside sys, not in it' : undefined,
});

const attrFields = {
  dir: fileName,
  env: environment,
  files: arrayOf(integer(-1, MAX_FD)),
  sys,
} satisfies Complete<ProcAttr>;

/** A whole ProcAttr. */
export const procAttr = record(attrFields, {
  prefix: false,
  elsewhere: (key) => (Object.hasOwn(sysFields, key) ? `it stands in sys: { ${key} }` : undefined),
});
