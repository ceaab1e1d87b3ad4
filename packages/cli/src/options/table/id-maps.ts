import type { Section } from '../option.js';
import { idBlock, idOrName, idRange, oneOf } from '../values.js';

export const idMaps: Section = {
  title: 'Ids in the new user namespace',
  options: [
    {
      long: 'map-root-user',
      short: 'r',
      kind: 'flag',
      help: 'be root inside; implies -U',
      fields: ['uidMappings', 'gidMappings', 'idMap'],
      take: (ask) => ask.mapSelfTo.add('root'),
    },
    {
      long: 'map-current-user',
      short: 'c',
      kind: 'flag',
      help: 'keep the ids inside; implies -U',
      fields: ['uidMappings', 'gidMappings', 'idMap'],
      take: (ask) => ask.mapSelfTo.add('current'),
    },
    {
      long: 'map-user',
      kind: 'value',
      metavar: 'UID',
      help: 'be user UID inside, a number or a name; implies -U',
      fields: ['uidMappings', 'idMap'],
      take: (ask, value) => (ask.selfUid = idOrName(value)),
    },
    {
      long: 'map-group',
      kind: 'value',
      metavar: 'GID',
      help: 'be group GID inside, a number or a name; implies -U',
      fields: ['gidMappings', 'idMap'],
      take: (ask, value) => (ask.selfGid = idOrName(value)),
    },
    {
      long: 'map-auto',
      kind: 'flag',
      help: 'the first block of /etc/subuid and /etc/subgid, from 0 on or around -r or -c; implies -U',
      fields: ['uidMappings', 'gidMappings', 'idMap'],
      take: (ask) => (ask.userBlock = ask.groupBlock = 'auto'),
    },
    {
      long: 'map-subids',
      kind: 'flag',
      help: 'all of /etc/subuid and /etc/subgid, under the same numbers; implies -U',
      fields: ['uidMappings', 'gidMappings', 'idMap'],
      take: (ask) => (ask.userBlock = ask.groupBlock = 'subids'),
    },
    {
      long: 'map-users',
      kind: 'value',
      metavar: 'INNER:OUTER:COUNT',
      help: 'COUNT user ids from INNER on are those from OUTER on; or auto, subids, all; repeatable, adds to -r or -c, implies -U',
      fields: ['uidMappings', 'idMap'],
      take: (ask, value) => {
        const block = idBlock(value);
        if (block === undefined) ask.userMaps.push(idRange(value));
        else ask.userBlock = block;
      },
    },
    {
      long: 'map-groups',
      kind: 'value',
      metavar: 'INNER:OUTER:COUNT',
      help: 'the same for group ids',
      fields: ['gidMappings', 'idMap'],
      take: (ask, value) => {
        const block = idBlock(value);
        if (block === undefined) ask.groupMaps.push(idRange(value));
        else ask.groupBlock = block;
      },
    },
    {
      long: 'setgroups',
      kind: 'value',
      metavar: 'allow|deny',
      words: ['allow', 'deny'],
      help: 'setgroups(2) inside, with a map of groups; the default is deny',
      fields: ['gidMappingsEnableSetgroups'],
      take: (ask, value) => (ask.setgroups = oneOf(['allow', 'deny'])(value)),
    },
  ],
};
