import type { Section } from '../option.js';

export const general: Section = {
  title: 'General',
  options: [
    {
      long: 'json',
      kind: 'flag',
      help: 'plan, doctor: print JSON',
      commands: ['plan', 'doctor'],
      take: (ask) => (ask.json = true),
    },
    {
      long: 'help',
      short: 'h',
      kind: 'flag',
      help: 'print this help',
      commands: ['run', 'plan', 'doctor'],
      take: (ask) => (ask.help = true),
    },
    {
      long: 'version',
      short: 'V',
      kind: 'flag',
      help: 'print the version',
      commands: ['run', 'plan', 'doctor'],
      take: (ask) => (ask.version = true),
    },
  ],
};
