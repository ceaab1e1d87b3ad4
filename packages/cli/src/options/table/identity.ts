import type { Section } from '../option.js';
import { idOrName, idsOrNames, userSpec } from '../values.js';

export const identity: Section = {
  title: 'Identity',
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
      help: 'the group, by number or name; needs one of --groups, --clear-groups, --keep-groups, --init-groups',
      fields: ['credential.gid', 'credential'],
      take: (ask, value) => (ask.gid = idOrName(value)),
    },
    {
      long: 'euid',
      kind: 'value',
      metavar: 'ID',
      help: 'the effective user alone',
      fields: ['credential.uid', 'credential'],
      take: (ask, value) => (ask.euid = idOrName(value)),
    },
    {
      long: 'ruid',
      kind: 'value',
      metavar: 'ID',
      help: 'the real user alone',
      fields: ['credential.ruid', 'credential'],
      take: (ask, value) => (ask.ruid = idOrName(value)),
    },
    {
      long: 'egid',
      kind: 'value',
      metavar: 'ID',
      help: 'the effective group alone; needs what --regid needs',
      fields: ['credential.gid', 'credential'],
      take: (ask, value) => (ask.egid = idOrName(value)),
    },
    {
      long: 'rgid',
      kind: 'value',
      metavar: 'ID',
      help: 'the real group alone; needs it, too',
      fields: ['credential.rgid', 'credential'],
      take: (ask, value) => (ask.rgid = idOrName(value)),
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
      long: 'userspec',
      kind: 'value',
      metavar: 'USER[:GROUP]',
      help: 'the user, the group (by default its primary one) and, without --groups, the groups of the user',
      fields: ['credential'],
      take: (ask, value) => {
        const [user, group] = userSpec(value);
        ask.uid = user ?? ask.uid;
        ask.gid = group ?? ask.gid;
        ask.userspec = true;
      },
    },
    {
      long: 'setuid',
      short: 'S',
      kind: 'value',
      metavar: 'ID',
      help: 'the user inside, as --reuid',
      fields: ['credential.uid', 'credential'],
      take: (ask, value) => (ask.uid = idOrName(value)),
    },
    {
      long: 'setgid',
      short: 'G',
      kind: 'value',
      metavar: 'ID',
      help: 'the group inside, as --regid ID --clear-groups',
      fields: ['credential.gid', 'credential'],
      take: (ask, value) => {
        ask.gid = idOrName(value);
        ask.clearGroups = true;
      },
    },
  ],
};
