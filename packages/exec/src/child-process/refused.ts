/** Whatever Node refuses it refuses by itself, in its own words. */

type Call = (...args: never[]) => unknown;

/**
 * Calls Node's function with arguments that it throws for, before it starts anything.
 *
 * Where `sys` is asked for nothing may start without it, whatever a version of Node makes of the rest: the last option that
 * it looks at is one that it cannot take.
 */
export function mustThrow(call: Call, args: readonly unknown[]): never {
  const guarded = args.map((arg) => (asksForSys(arg) ? { ...arg, killSignal: refusable(arg) } : arg));
  const result = (call as unknown as (...all: unknown[]) => unknown)(...guarded);
  return result as never;
}

function asksForSys(arg: unknown): arg is Record<string, unknown> {
  return (
    typeof arg === 'object' &&
    arg !== null &&
    !Array.isArray(arg) &&
    (arg as Record<string, unknown>)['sys'] !== undefined
  );
}

function refusable({ killSignal }: Record<string, unknown>): unknown {
  const known = killSignal === undefined || killSignal === null || typeof killSignal === 'string';
  return known ? 'SIGNONE' : killSignal;
}
