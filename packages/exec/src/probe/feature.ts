/** One thing that a kernel may or may not allow. */
export interface Feature {
  /** For programs: `user-namespace`. */
  readonly name: string;
  /** For people: `user namespace`. */
  readonly title: string;
  /** It works, here and now. */
  readonly ok: boolean;
  /** How it works, or what there is. */
  readonly detail?: string;
  /** Why it does not work: the system call, the errno, the likely cause. */
  readonly reason?: string;
  /** What to do about that. */
  readonly fix?: string;
}

/** Why something does not work. */
export interface Refusal {
  readonly reason: string;
  readonly fix?: string;
}

export function works(name: string, title: string, detail?: string): Feature {
  return { name, title, ok: true, ...(detail !== undefined && { detail }) };
}

export function fails(name: string, title: string, { reason, fix }: Refusal): Feature {
  return { name, title, ok: false, reason, ...(fix !== undefined && { fix }) };
}

/** A feature by the outcome of an attempt at it. */
export function outcome(name: string, title: string, refusal: Refusal | undefined, detail?: string): Feature {
  return refusal ? fails(name, title, refusal) : works(name, title, detail);
}
