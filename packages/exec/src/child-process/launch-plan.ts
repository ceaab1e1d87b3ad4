/** What a request of node:child_process asks the kernel for: the same plan for `spawn` and for `spawnSync`. */
import { readFileSync } from 'node:fs';
import type { Plan } from '@forkexec/core-native';
import { InvalidAttrError } from '../errors.js';
import { arrange, type Asked, check, type Given, lastStep, numbered, type OwnIds } from '../plan/index.js';
import { caller } from '../plan.js';
import { pathsOf } from './search.js';

/** The parts of a request that a plan is made of. */
export interface LaunchRequest {
  readonly file: string;
  /** The program's own name first. */
  readonly args?: readonly unknown[] | undefined;
  readonly cwd?: string | undefined;
  readonly envPairs?: readonly unknown[] | undefined;
  readonly detached?: boolean | undefined;
  readonly uid?: number | null | undefined;
  readonly gid?: number | null | undefined;
  /** A SysProcAttr; not checked yet. */
  readonly sys?: unknown;
}

/** The child's descriptors. */
export interface LaunchFiles {
  /** As in ProcAttr: the index is the child's, the value ours, -1 closes. */
  readonly files: readonly number[];
  /** Those of the child that somebody else has, too: libuv sets the first three to block. */
  readonly blocking: readonly number[];
}

const STANDARD = [0, 1, 2];

/**
 * Refuses what `sys` cannot mean, and what cannot be meant together with it.
 * @throws InvalidAttrError with the path `options.sys…` or `options.uid`
 */
export function checkSys({ sys, uid, gid, detached }: Pick<LaunchRequest, 'sys' | 'uid' | 'gid' | 'detached'>): void {
  if (sys !== undefined) given(sys, STANDARD, { uid, gid, detached });
}

/**
 * What a launch for this request does, step by step. The file is searched for as execvp(3) does it, in the child's own PATH
 * and directory.
 * @throws InvalidAttrError for `sys`; SyscallError when users or groups that it names cannot be looked up.
 */
export function planOf(request: LaunchRequest, files: LaunchFiles): Plan {
  const { file, args = [], envPairs } = request;
  const env = envPairs === undefined ? null : strings(envPairs);
  const program = { paths: pathsOf(text(file), env), argv: strings(args), env };
  const { sys, cwd, uid, gid } = request;
  const isPlain = sys === undefined && !cwd && (uid ?? undefined) === undefined && (gid ?? undefined) === undefined;
  return isPlain ? plainPlan(program, request.detached === true, files) : wholePlan(program, request, files);
}

type Program = Required<Pick<Asked, 'paths' | 'argv' | 'env'>>;

function wholePlan(program: Program, request: LaunchRequest, { files, blocking }: LaunchFiles): Plan {
  const { sys, uid, gid, cwd, detached } = request;
  const asked = sys === undefined ? (plain ??= given({}, STANDARD, {})) : given(sys, files, request);
  const ownIds = idsOf(uid ?? undefined, gid ?? undefined);
  const setsid = asked.setsid || detached === true;
  return arrange(
    // Not `...asked` in a literal: for that many fields V8 takes ten microseconds more.
    numbered(
      Object.assign({}, asked, program, {
        plain: asked.plain && !setsid && ownIds === undefined,
        dir: cwd ? text(cwd) : undefined, // an empty one is none
        files,
        blocking,
        dirFirst: true,
        setsid,
        ownIds,
      }),
    ),
  );
}

/** Plans of launches that differ in the program alone, by all that they do not differ in: descriptors come again and again. */
const templates = new Map<string, Plan>();
const MAX_TEMPLATES = 256;

function plainPlan(program: Program, detached: boolean, files: LaunchFiles): Plan {
  const key = `${files.files.join()} ${files.blocking.join()} ${detached}`;
  let template = templates.get(key);
  if (!template) {
    if (templates.size === MAX_TEMPLATES) templates.clear();
    template = wholePlan({ paths: [], argv: [], env: [] }, { file: '', detached }, files);
    templates.set(key, template);
  }
  const child = template.child.slice();
  child[child.length - 1] = lastStep(program);
  return { clone: template.clone, parent: template.parent, child };
}

let plain: Given | undefined;

function given(sys: unknown, files: readonly number[], beside: Pick<LaunchRequest, 'uid' | 'gid' | 'detached'>): Given {
  const asked = checked(sys, files);
  const { uid, gid, detached } = beside;
  const ids = (uid ?? undefined) !== undefined ? 'uid' : (gid ?? undefined) !== undefined ? 'gid' : undefined;
  if (ids !== undefined && asked.credential !== undefined)
    throw new InvalidAttrError(`options.${ids}`, 'cannot be set together with sys.credential: whose ids are meant');
  if (asked.ptrace)
    throw new InvalidAttrError('options.sys.ptrace', 'a ChildProcess cannot be told to go on: use startProcess');
  if (detached && !asked.setsid) checked({ ...(sys as object), setsid: true }, files);
  return asked;
}

function checked(sys: unknown, files: readonly number[]): Given {
  try {
    return check('/', ['/'], { sys, files }, caller);
  } catch (error) {
    if (!(error instanceof InvalidAttrError)) throw error;
    const { path, message } = error;
    const place = path === 'sys' ? 'options.sys' : `options.sys.${path}`;
    throw new InvalidAttrError(place, message.slice(path.length + 2));
  }
}

/** As the binding reads what is not a string: as text, up to a NUL byte. */
function strings(list: readonly unknown[]): string[] {
  return list.map(text);
}

function text(value: unknown): string {
  const whole = typeof value === 'string' ? value : String(value);
  const end = whole.indexOf('\0');
  return end < 0 ? whole : whole.slice(0, end);
}

/** int32 as uid_t: -1 is the highest number, which setuid(2) refuses. */
function idsOf(uid: number | undefined, gid: number | undefined): OwnIds | undefined {
  if (uid === undefined && gid === undefined) return undefined;
  const ids = { uid: uid === undefined ? undefined : uid >>> 0, gid: gid === undefined ? undefined : gid >>> 0 };
  return { ...ids, keepGroups: areOurs(ids) && !mayDropGroups() };
}

/** Ids that do not change give no privilege up, and then groups that cannot be dropped are no lie. */
function areOurs({ uid, gid }: { uid: number | undefined; gid: number | undefined }): boolean {
  const sameUser = uid === undefined || (uid === process.getuid!() && uid === process.geteuid!());
  return sameUser && (gid === undefined || (gid === process.getgid!() && gid === process.getegid!()));
}

function mayDropGroups(): boolean {
  if (caller.euid !== 0 && !caller.privileged) return false;
  try {
    return readFileSync('/proc/self/setgroups', 'latin1').trim() !== 'deny'; // user_namespaces(7)
  } catch {
    return true; // the kernel will say
  }
}
