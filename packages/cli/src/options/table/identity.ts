import type { Section } from '../option.js';
import { capsToAdd, id, ids } from '../values.js';

export const identity: Section = {
  title: 'Identity and privileges',
  options: [
    {
      long: 'reuid',
      kind: 'value',
      metavar: 'ID',
      help: 'the user id, as seen inside',
      fields: ['credential'],
      take: (ask, value) => (ask.uid = id(value)),
    },
    {
      long: 'regid',
      kind: 'value',
      metavar: 'ID',
      help: 'the group id; needs one of the next three',
      fields: ['credential'],
      take: (ask, value) => (ask.gid = id(value)),
    },
    {
      long: 'groups',
      kind: 'value',
      metavar: 'ID,...',
      help: 'the supplementary groups',
      fields: ['credential'],
      take: (ask, value) => (ask.groups = ids(value)),
    },
    {
      long: 'clear-groups',
      kind: 'flag',
      help: 'no supplementary groups',
      fields: ['credential'],
      take: (ask) => (ask.clearGroups = true),
    },
    {
      long: 'keep-groups',
      kind: 'flag',
      help: 'the supplementary groups as they are',
      fields: ['credential'],
      take: (ask) => (ask.keepGroups = true),
    },
    {
      long: 'ambient-caps',
      kind: 'value',
      metavar: '+CAP,...',
      help: 'capabilities that the program keeps: +net_raw, +all',
      fields: ['ambientCaps'],
      take: (ask, value) => (ask.ambientCaps = capsToAdd(value)),
    },
  ],
};
