/** Signals as in env(1), niceness as in nice(1). */
import type { Section } from '../option.js';
import { adjustment, octal, signalList } from '../values.js';

export const signals: Section = {
  title: 'Signals, niceness, umask',
  options: [
    {
      long: 'ignore-signal',
      kind: 'optional',
      metavar: 'SIG,...',
      help: 'start with these ignored; without a value, all that can be; repeatable',
      fields: ['ignoreSignals'],
      take: (ask, value) => {
        for (const signal of signalList(value)) ask.dispositions.set(signal, 'ignore');
      },
    },
    {
      long: 'default-signal',
      kind: 'optional',
      metavar: 'SIG,...',
      help: 'not these after all: all signals have their default unless ignored',
      fields: ['ignoreSignals'],
      take: (ask, value) => {
        for (const signal of signalList(value)) ask.dispositions.set(signal, 'default');
      },
    },
    {
      long: 'block-signal',
      kind: 'optional',
      metavar: 'SIG,...',
      help: 'start with these blocked; without a value, all that can be; repeatable',
      fields: ['blockSignals'],
      take: (ask, value) => {
        for (const signal of signalList(value)) ask.blocked.add(signal);
      },
    },
    {
      long: 'adjustment',
      alias: 'nice',
      kind: 'value',
      metavar: 'N',
      help: 'add N to the niceness, from -20 (goes first) to 19',
      fields: ['nice'],
      take: (ask, value) => (ask.nice = adjustment(value)),
    },
    {
      long: 'umask',
      kind: 'value',
      metavar: 'MODE',
      help: 'the bits that new files do not get: 027',
      fields: ['umask'],
      take: (ask, value) => (ask.umask = octal(value)),
    },
  ],
};
