/** The exit statuses of the command itself: POSIX, "Command Search and Execution", and env(1), timeout(1), docker-run(1). */
export const STATUS = {
  /** doctor: something that --require names does not work. */
  lacking: 1,
  /** Its time was up. */
  timedOut: 124,
  /** forkexec failed: a bad option, a step that was refused. */
  failed: 125,
  /** The program was found and cannot be run. */
  notRunnable: 126,
  notFound: 127,
  /** Plus the number of the signal that ended the program. */
  signalled: 128,
} as const;

/** What ends the command: one line for stderr, the exit status, and perhaps a line that says what to do. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly status: number;
  readonly hint: string | undefined;

  constructor(message: string, status: number = STATUS.failed, hint?: string, cause?: Error) {
    super(message, cause && { cause });
    this.status = status;
    this.hint = hint;
  }
}

/** The reader of our output went away: nothing is left to say, and nobody to say it to. */
export class OutputClosed extends Error {
  override readonly name = 'OutputClosed';
}
