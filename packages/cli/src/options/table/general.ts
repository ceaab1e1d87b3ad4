import { featureNames } from '../features.js';
import { commandNames, type Section } from '../option.js';
import { path } from '../values.js';

export const general: Section = {
  title: 'General',
  options: [
    {
      long: 'spec',
      kind: 'value',
      metavar: 'FILE',
      help: 'take program and attributes from a JSON file (-: standard input); options beside it win',
      take: (ask, value) => (ask.spec = path(value)),
    },
    {
      long: 'print-spec',
      kind: 'flag',
      help: 'run nothing, print such a file of these options',
      take: (ask) => (ask.printSpec = true),
    },
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
      words: featureNames,
      help: 'doctor: status 1 unless these features work, by their names in --json, with commas between',
      commands: ['doctor'],
      take: (ask, value) => ask.require.push(...value.split(',')),
    },
    {
      long: 'help',
      short: 'h',
      kind: 'flag',
      help: 'print this help',
      commands: commandNames,
      take: (ask) => (ask.help = true),
    },
    {
      long: 'version',
      short: 'V',
      kind: 'flag',
      help: 'print the version',
      commands: commandNames,
      take: (ask) => (ask.version = true),
    },
  ],
};
