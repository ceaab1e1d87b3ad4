import { signalNumber } from '@forkexec/attrs';
import type { Section } from '../option.js';
import { deathSignal, processGroup } from '../values.js';

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
      long: 'noctty',
      kind: 'flag',
      help: 'give up the controlling terminal, which is standard input',
      fields: ['noctty'],
      take: (ask) => (ask.noctty = true),
    },
    {
      long: 'pgid',
      kind: 'value',
      metavar: 'N',
      help: 'join process group N of our session; 0: a group of its own',
      fields: ['setpgid', 'pgid'],
      take: (ask, value) => (ask.pgid = processGroup(value)),
    },
    {
      long: 'foreground-group',
      kind: 'flag',
      help: 'its own group (or that of --pgid) has the terminal, which is standard input, while it runs',
      fields: ['foreground', 'ctty'],
      commands: ['run', 'plan'],
      take: (ask) => (ask.foregroundGroup = true),
    },
    {
      long: 'pdeathsig',
      kind: 'value',
      metavar: 'SIG',
      help: 'the signal that the program gets when forkexec dies; clear: none',
      fields: ['pdeathsig'],
      take: (ask, value) => (ask.pdeathsig = deathSignal(value)),
    },
    {
      long: 'kill-child',
      kind: 'optional',
      metavar: 'SIG',
      help: 'the same, by default KILL',
      fields: ['pdeathsig'],
      take: (ask, value) => (ask.pdeathsig = signalNumber(value ?? 'KILL')),
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
