import { signalGroup } from '@forkexec/core-native';
import type { Process } from '../process.js';

const SIGKILL = 9;
const SIGCONT = 18;

export interface EndingRule {
  readonly killSignal: number;
  readonly gracePeriod: number;
  readonly killGroup: boolean;
}

/** How a process is ended: a signal, time to act on it, SIGKILL. Whether it lives is the kernel's word, by its pidfd. */
export class Ending {
  readonly #process: Process;
  readonly #rule: EndingRule;
  #timer: NodeJS.Timeout | undefined;

  constructor(process: Process, rule: EndingRule) {
    this.#process = process;
    this.#rule = rule;
  }

  /** @returns false when it is gone. @throws SyscallError EPERM */
  send(signal: number): boolean {
    const { pid, pidfd } = this.#process;
    if (pidfd < 0) return false;
    return this.#rule.killGroup ? signalGroup(pidfd, pid, signal) : this.#process.kill(signal);
  }

  /**
   * @param failed - SIGKILL, later, was refused
   * @returns false when it is gone. @throws SyscallError EPERM
   */
  begin(failed: (error: Error) => void): boolean {
    const { killSignal, gracePeriod } = this.#rule;
    if (!this.send(killSignal)) return false;
    if (killSignal === SIGKILL) return true;
    this.send(SIGCONT); // a stopped process acts on no other signal but SIGKILL, signal(7)
    if (gracePeriod !== Infinity) this.#timer = setTimeout(() => this.#kill(failed), gracePeriod);
    return true;
  }

  #kill(failed: (error: Error) => void): void {
    try {
      this.send(SIGKILL);
    } catch (error) {
      failed(error as Error);
    }
  }

  over(): void {
    clearTimeout(this.#timer);
  }
}
