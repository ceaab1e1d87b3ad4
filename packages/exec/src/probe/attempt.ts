import { basename } from 'node:path';
import {
  closePidfd,
  describeErrno,
  launchSync,
  type Plan,
  type Step,
  StepError,
  waitSync,
} from '@forkexec/core-native';
import type { Refusal } from './feature.js';

/** A refusal of an attempt, and where it met it. */
export interface Failed extends Refusal {
  readonly syscall: string;
  readonly code: string;
}

/**
 * Carries a plan out in a child that ends as soon as it is through with its steps.
 * @returns why it could not be, or undefined when all of it worked
 */
export function attempt({ clone = { flags: 0 }, parent = [], child = [] }: Partial<Plan>): Failed | undefined {
  try {
    const { pidfd } = launchSync({ clone, parent, child: [...child, { op: 'exit', status: 0 }] });
    try {
      waitSync(pidfd);
    } finally {
      closePidfd(pidfd);
    }
    return undefined;
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    return refusal(error);
  }
}

/** `clone EPERM: new net namespaces need CAP_SYS_ADMIN`. A hint is `cause; what to do`. */
function refusal({ syscall, step, code, errno, signal, hint }: StepError): Failed {
  const what = step?.op === 'writeFile' ? basename(step.path) : syscall;
  const [cause, fix] = hint?.split('; ') ?? [];
  const why = cause ?? (errno === 0 ? 'the child has ended there' : describeErrno(-errno)[1]);
  return { syscall, code, reason: `${what} ${signal ?? code}: ${why}`, ...(fix !== undefined && { fix }) };
}

/** A step for a file of /proc. */
export function write(path: string, data: string, optional = false): Step {
  return { op: 'writeFile', path, data, optional };
}
