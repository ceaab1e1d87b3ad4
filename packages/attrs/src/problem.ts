/** What is wrong with a value that was checked, and where in it. */
export interface Problem {
  /** The field within the value, as in JavaScript: `[1].size`, `.soft`; empty for the value itself. */
  readonly path: string;
  /** Lower case, no full stop. */
  readonly message: string;
}
