/** A file that was tried for the addon, and what was found there. */
export interface TriedFile {
  readonly file: string;
  readonly found: string;
}

/**
 * The native binary cannot be had. `message` says which platform this is, which files were tried and what was found;
 * `hint` what to do about it. Nothing has been launched.
 */
export class NativeLoadError extends Error {
  readonly code = 'ERR_FORKEXEC_NATIVE';
  /** What to do. */
  readonly hint: string;
  /** The files, in the order in which they were looked for; none where the platform has no addon. Not enumerable. */
  declare readonly tried: readonly TriedFile[];

  /** @internal */
  constructor(what: string, hint: string, tried: readonly TriedFile[] = [], options?: ErrorOptions) {
    super([what, ...tried.map(({ file, found }) => `${file} ${found}`)].join('; '), options);
    this.name = 'NativeLoadError';
    this.hint = hint;
    Object.defineProperty(this, 'tried', { value: tried });
  }
}
