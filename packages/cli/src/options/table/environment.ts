import type { Section } from '../option.js';
import { descriptor, setOrPass, unset } from '../values.js';

export const environment: Section = {
  title: 'Environment, name, descriptors',
  options: [
    {
      long: 'env',
      short: 'E',
      kind: 'value',
      metavar: 'NAME[=VALUE]',
      help: 'set a variable; without a value, pass it on after --clear-env; repeatable',
      fields: ['env'],
      take: (ask, value) => ask.env.push(setOrPass(value)),
    },
    {
      long: 'unset',
      alias: 'unsetenv',
      kind: 'value',
      metavar: 'NAME',
      help: 'remove a variable; repeatable',
      fields: ['env'],
      take: (ask, value) => ask.env.push(unset(value)),
    },
    {
      long: 'clear-env',
      alias: ['ignore-environment', 'clearenv'],
      kind: 'flag',
      help: 'an empty environment, before any -E or --unset',
      fields: ['env'],
      take: (ask) => (ask.clearEnv = true),
    },
    {
      long: 'reset-env',
      kind: 'flag',
      help: "a login's environment, before any -E or --unset: HOME, SHELL, USER, LOGNAME and PATH of the program's user, our TERM",
      fields: ['env'],
      take: (ask) => (ask.resetEnv = true),
    },
    {
      long: 'argv0',
      short: 'a',
      kind: 'value',
      metavar: 'NAME',
      help: 'the name that the program is told',
      fields: ['argv'],
      take: (ask, value) => (ask.argv0 = value),
    },
    {
      long: 'preserve-fd',
      kind: 'value',
      metavar: 'N',
      help: 'pass on descriptor N besides 0, 1 and 2; repeatable',
      fields: ['files'],
      take: (ask, value) => ask.preserveFds.push(descriptor(value)),
    },
  ],
};
