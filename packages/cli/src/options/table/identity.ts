import type { Section } from '../option.js';
import { capsToAdd, idOrName, idsOrNames } from '../values.js';

export const identity: Section = {
  title: 'Identity and privileges',
  options: [
    {
      long: 'reuid',
      kind: 'value',
      metavar: 'ID',
      help: 'the user, by number as seen inside or by name',
      fields: ['credential.uid', 'credential'],
      take: (ask, value) => (ask.uid = idOrName(value)),
    },
    {
      long: 'regid',
      kind: 'value',
      metavar: 'ID',
      help: 'the group, by number or name; needs one of the next four',
      fields: ['credential.gid', 'credential'],
      take: (ask, value) => (ask.gid = idOrName(value)),
    },
    {
      long: 'groups',
      kind: 'value',
      metavar: 'ID,...',
      help: 'the supplementary groups, by number or name',
      fields: ['credential.groups', 'credential'],
      take: (ask, value) => (ask.groups = idsOrNames(value)),
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
      long: 'init-groups',
      kind: 'flag',
      help: 'the groups of the user of --reuid; without --regid its primary group, too',
      fields: ['credential.initGroups', 'credential'],
      take: (ask) => (ask.initGroups = true),
    },
    {
      long: 'ambient-caps',
      kind: 'value',
      metavar: '+CAP,...',
      help: 'capabilities that the program keeps: +net_raw, +all',
      fields: ['ambientCaps'],
      take: (ask, value) => (ask.ambientCaps = capsToAdd(value)),
    },
    {
      long: 'no-new-privs',
      alias: 'nnp',
      kind: 'flag',
      help: 'no execve gives privileges any more: set-user-ID files, file capabilities',
      fields: ['noNewPrivs'],
      take: (ask) => (ask.noNewPrivs = true),
    },
  ],
};
