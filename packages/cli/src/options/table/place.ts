import { PROPAGATIONS } from '@forkexec/attrs';
import type { Section } from '../option.js';
import { absolute, oneOf, path } from '../values.js';

export const place: Section = {
  title: 'Root, directory, mounts, host name',
  options: [
    {
      long: 'root',
      short: 'R',
      kind: 'value',
      metavar: 'DIR',
      help: 'the root directory; the program is found in it',
      fields: ['chroot'],
      take: (ask, value) => (ask.root = path(value)),
    },
    {
      long: 'wd',
      alias: 'chdir',
      short: 'w',
      kind: 'value',
      metavar: 'DIR',
      help: 'the working directory, inside the root',
      fields: ['dir'],
      take: (ask, value) => (ask.wd = path(value)),
    },
    {
      long: 'mount-proc',
      kind: 'optional',
      metavar: 'DIR',
      help: 'mount a proc of its own on /proc or DIR; implies -m',
      fields: ['mountProc'],
      take: (ask, value) => (ask.mountProc = value === undefined ? true : absolute(value)),
    },
    {
      long: 'propagation',
      kind: 'value',
      metavar: 'WORD',
      words: PROPAGATIONS,
      help: 'of mounts between inside and outside: private (with -m), slave, shared, unchanged; implies -m',
      fields: ['propagation'],
      take: (ask, value) => (ask.propagation = oneOf(PROPAGATIONS)(value)),
    },
    {
      long: 'hostname',
      kind: 'value',
      metavar: 'NAME',
      help: 'the host name; implies -u',
      fields: ['hostname'],
      take: (ask, value) => (ask.hostname = value),
    },
  ],
};
