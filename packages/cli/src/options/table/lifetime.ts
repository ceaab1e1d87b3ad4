import { signalNumber } from '@forkexec/attrs';
import type { Section } from '../option.js';

export const lifetime: Section = {
  title: 'Session and lifetime',
  options: [
    {
      long: 'setsid',
      kind: 'flag',
      help: 'a new session',
      fields: ['setsid'],
      take: (ask) => (ask.setsid = true),
    },
    {
      long: 'ctty',
      kind: 'flag',
      help: 'standard input becomes the controlling terminal; implies --setsid',
      fields: ['setctty', 'ctty'],
      take: (ask) => (ask.ctty = true),
    },
    {
      long: 'pdeathsig',
      kind: 'value',
      metavar: 'SIG',
      help: 'the signal that the program gets when forkexec dies',
      fields: ['pdeathsig'],
      take: (ask, value) => (ask.pdeathsig = signalNumber(value)),
    },
    {
      long: 'die-with-parent',
      kind: 'flag',
      help: 'the same as --pdeathsig KILL',
      fields: ['pdeathsig'],
      take: (ask) => (ask.dieWithParent = true),
    },
  ],
};
