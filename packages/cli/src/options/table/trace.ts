/** The letters are those of strace(1): of `trace` alone, where -r and -c are not unshare's. */
import { filter } from '../../trace/filter.js';
import type { Section } from '../option.js';
import { path } from '../values.js';

const commands = ['trace'] as const;

export const trace: Section = {
  title: 'Tracing',
  options: [
    {
      long: 'output',
      short: 'o',
      kind: 'value',
      metavar: 'FILE',
      help: 'write there, not to standard error',
      commands,
      take: (ask, value) => (ask.trace.output = path(value)),
    },
    {
      long: 'filter',
      short: 'e',
      kind: 'value',
      metavar: 'LIST',
      help: 'only these: openat,read or trace=%file; all but these: !mmap,brk',
      commands,
      take: (ask, value) => (ask.trace.shows = filter(value)),
    },
    {
      long: 'clock',
      short: 't',
      kind: 'flag',
      help: 'the time of day before each line',
      commands,
      take: (ask) => (ask.trace.stamp = 'clock'),
    },
    {
      long: 'relative',
      short: 'r',
      kind: 'flag',
      help: 'the seconds since the line before',
      commands,
      take: (ask) => (ask.trace.stamp = 'relative'),
    },
    {
      long: 'summary',
      short: 'c',
      kind: 'flag',
      help: 'no lines but a table at the end: calls, errors, time',
      commands,
      take: (ask) => (ask.trace.summary = true),
    },
  ],
};
