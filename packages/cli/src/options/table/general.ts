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
      long: 'require',
      kind: 'value',
      metavar: 'LIST',
      help: 'doctor: status 1 unless these features work, by their names in --json, with commas between',
      commands: ['doctor'],
      take: (ask, value) => ask.require.push(...value.split(',')),
    },
    {
      long: 'help',
      short: 'h',
      kind: 'flag',
      help: 'print this help',
      commands: ['run', 'plan', 'doctor', 'trace'],
      take: (ask) => (ask.help = true),
    },
    {
      long: 'version',
      short: 'V',
      kind: 'flag',
      help: 'print the version',
      commands: ['run', 'plan', 'doctor', 'trace'],
      take: (ask) => (ask.version = true),
    },
  ],
};
