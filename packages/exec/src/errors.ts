/**
 * An argument or an attribute that cannot be meant, found before anything was started. Go's EINVAL of `syscall.forkExec`,
 * with the place.
 */
export class InvalidAttrError extends Error {
  override readonly name = 'InvalidAttrError';
  readonly code = 'ERR_INVALID_ATTR';
  /**
   * The field: `uidMappings[0].size`, `credential.uid`, `files[2]`, `argv[0]`, `argv0`. Fields of `sys` stand without
   * `sys.` before them.
   */
  readonly path: string;

  constructor(path: string, problem: string) {
    super(`${path}: ${problem}`);
    this.path = path;
  }
}

/** What {@link ExecutableNotFoundError} adds to its message. */
export interface NotFoundDetails {
  /** ENOENT, EACCES or, for a name with a slash, whatever stat(2) or access(2) said: ENOTDIR, ELOOP, … */
  readonly code: string;
  /** The name that was looked for. */
  readonly file: string;
  /** The list of directories that was searched; undefined for a name with a slash. */
  readonly path?: string | undefined;
  /** A file that was found and refused: not executable (EACCES), or in a directory relative to the current one (ENOENT). */
  readonly found?: string | undefined;
}

/** No program to run under that name: Go's `os/exec.Error` with `ErrNotFound`, `ErrDot` or a permission error in it. */
export class ExecutableNotFoundError extends Error implements NotFoundDetails {
  override readonly name = 'ExecutableNotFoundError';
  readonly code: string;
  readonly file: string;
  readonly path: string | undefined;
  readonly found: string | undefined;

  constructor(message: string, { code, file, path, found }: NotFoundDetails) {
    super(message);
    this.code = code;
    this.file = file;
    this.path = path;
    this.found = found;
  }
}
