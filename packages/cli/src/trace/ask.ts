/** What the options of `forkexec trace` ask for. */
export interface TraceAsk {
  /** Before each line: the time of day, or what has passed since the line before. */
  stamp: 'clock' | 'relative' | undefined;
  /** A table at the end instead of lines. */
  summary: boolean;
  output: string | undefined;
  /** The calls that are shown. */
  shows: ((name: string) => boolean) | undefined;
}

export function askNoTrace(): TraceAsk {
  return { stamp: undefined, summary: false, output: undefined, shows: undefined };
}
