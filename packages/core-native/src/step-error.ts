import { constants } from 'node:os';
import { describeErrno } from './errno.js';
import { formatStepBriefly } from './format.js';
import { cut, plain, word } from './format-text.js';
import { hintFor } from './hint.js';
import { BY_SIGNAL, CLONE_CALLS, END, PREPARE_CALLS } from './native.js';
import { ops, type OpSpec, type Step } from './ops.js';
import type { Outcome } from './outcome.js';
import type { Plan } from './plan.js';

/**
 * A launch that failed, and where: `mount none on / (MS_REC|MS_PRIVATE): EPERM, operation not permitted (child step 4
 * of 7)`. `code`, `errno`, `syscall` and `path` are what they are in Node's own system errors. The child is reaped and
 * everything that was opened for it is closed before anybody gets to see this.
 */
export class StepError extends Error {
  /**
   * The errno's name; `ERR_CHILD_KILLED` or `ERR_CHILD_LOST` for a child that ended half-way through its steps;
   * `ERR_PROGRAM_FAILED` where newuidmap or newgidmap did not end well.
   */
  readonly code: string;
  /** Negated, as in Node's system errors; 0 when no system call failed. */
  readonly errno: number;
  readonly syscall: string;
  /** The file that the step is about, if it is about one. */
  declare readonly path?: string;
  readonly side: 'child' | 'parent';
  /** The step that failed; undefined when it was the clone itself, or what comes before the first step. Not enumerable. */
  declare readonly step?: Step;
  /** Its place in `plan[side]`, from 0; -1 without a step, and for the launcher's own `joinCgroup`, which no plan lists. */
  readonly index: number;
  /** The signal that ended the child before its program ran, or the program of a `newidmap` step. */
  declare readonly signal?: string;
  /** The exit status of the program of a `newidmap` step that failed. */
  declare readonly exitStatus?: number;
  /** What that program wrote, its first 384 bytes. */
  declare readonly output?: string;
  /** What the cause is likely to be, and what to do about it. */
  declare readonly hint?: string;
  /** Not enumerable, as `step`: they hold the environment, which is nothing for a log. */
  declare readonly plan: Plan;

  /** @internal */
  constructor(outcome: Outcome, plan: Plan) {
    const where = locate(outcome, plan);
    const { code, text, signal, exitStatus, output } = reason(outcome);
    super(`${where.text}: ${text}${where.place && ` (${where.place})`}`);
    this.name = 'StepError';
    this.code = code;
    this.errno = code.startsWith('ERR_') ? 0 : -outcome.err;
    this.syscall = where.syscall;
    this.side = where.side;
    this.index = where.index;
    if (where.step) Object.defineProperty(this, 'step', { value: where.step });
    const path = where.path ?? (where.step && pathOf(where.step));
    if (path !== undefined) this.path = path;
    if (signal !== undefined) this.signal = signal;
    if (exitStatus !== undefined) this.exitStatus = exitStatus;
    if (output !== undefined) this.output = output;
    const hint = hintFor({ side: where.side, step: where.step, syscall: where.syscall, code, output, plan });
    if (hint !== undefined) this.hint = hint;
    Object.defineProperty(this, 'plan', { value: plan });
  }
}

interface Place {
  readonly side: 'child' | 'parent';
  readonly index: number;
  readonly step?: Step;
  readonly syscall: string;
  readonly text: string;
  readonly place: string;
  /** Where it is not the step that names a file. */
  readonly path?: string;
}

function locate({ end, step: index, call }: Outcome, plan: Plan): Place {
  switch (end) {
    case END.clone: {
      const syscall = CLONE_CALLS[call] ?? 'clone';
      const path = syscall === 'open' ? plan.clone.cgroupPath : undefined;
      const text = path === undefined ? syscall : `open ${word(path)}`;
      return { side: 'parent', index: -1, syscall, text, place: '', ...(path !== undefined && { path }) };
    }
    case END.prepare: {
      const syscall = PREPARE_CALLS[call] ?? 'fcntl';
      return { side: 'child', index: -1, syscall, text: syscall, place: 'before the first child step' };
    }
    case END.program:
      return atStep('parent', index, call, plan);
    case END.parent:
      return index === -1 ? atJoin(call, plan) : atStep('parent', index, call, plan);
    default:
      return atStep('child', index, end === END.child ? call : 0, plan);
  }
}

/** The launcher's own step. A cgroup by its path has no descriptor but in there. */
function atJoin(call: number, { clone: { cgroupFd = -1, cgroupPath: path } }: Plan): Place {
  const step: Step = { op: 'joinCgroup', fd: cgroupFd };
  const text = path === undefined ? formatStepBriefly(step) : `joinCgroup ${word(path)}`;
  const where = { index: -1, step, syscall: nameCall(step, call), text, place: '' };
  return { side: 'parent', ...where, ...(path !== undefined && { path }) };
}

function atStep(side: 'child' | 'parent', index: number, call: number, plan: Plan): Place {
  const step = plan[side][index]!;
  return {
    side,
    index,
    step,
    syscall: nameCall(step, call),
    text: formatStepBriefly(step),
    place: `${side} step ${index + 1} of ${plan[side].length}`,
  };
}

function nameCall(step: Step, call: number): string {
  const spec: OpSpec = ops[step.op];
  return spec.calls[call] ?? step.op;
}

interface Reason {
  readonly code: string;
  readonly text: string;
  readonly signal?: string;
  readonly exitStatus?: number;
  readonly output?: string;
}

/** What newuidmap says stands in the message: it is the only one to know. */
function ofProgram(err: number, said: string): Reason {
  const code = 'ERR_PROGRAM_FAILED';
  const output = said.trim();
  const lines = output === '' ? '' : `: ${cut(plain(output.replaceAll(/\n+/g, '; ')), 300)}`;
  if ((err & BY_SIGNAL) === 0) return { code, text: `exit status ${err}${lines}`, exitStatus: err, output };
  const signal = nameSignal(err & ~BY_SIGNAL);
  return { code, text: `killed by ${signal}${lines}`, signal, output };
}

function reason({ end, err, said = '' }: Outcome): Reason {
  if (end === END.program) return ofProgram(err, said);
  if (end === END.killed) {
    const signal = nameSignal(err);
    return { code: 'ERR_CHILD_KILLED', text: `the child was killed by ${signal} before its program ran`, signal };
  }
  if (end === END.lost) return { code: 'ERR_CHILD_LOST', text: 'the child ended before its program ran' };
  const [code, text] = describeErrno(err);
  return { code, text: `${code}, ${text}` };
}

function nameSignal(number: number): string {
  const name = Object.entries(constants.signals).find(([, n]) => n === number)?.[0];
  return name ?? `signal ${number}`;
}

function pathOf(step: Step): string | undefined {
  if ('path' in step) return step.path;
  if (step.op === 'execveSearch') return step.paths.length === 1 ? step.paths[0] : undefined;
  return 'target' in step ? step.target : undefined;
}
