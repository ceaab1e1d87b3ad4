import type { Section } from '../option.js';
import { allowOrDeny, idRange } from '../values.js';

export const idMaps: Section = {
  title: 'Ids in the new user namespace',
  options: [
    {
      long: 'map-root-user',
      short: 'r',
      kind: 'flag',
      help: 'be root inside; implies -U',
      fields: ['uidMappings', 'gidMappings'],
      take: (ask) => ask.mapSelfTo.add('root'),
    },
    {
      long: 'map-current-user',
      short: 'c',
      kind: 'flag',
      help: 'keep the ids inside; implies -U',
      fields: ['uidMappings', 'gidMappings'],
      take: (ask) => ask.mapSelfTo.add('current'),
    },
    {
      long: 'map-users',
      kind: 'value',
      metavar: 'INNER:OUTER:COUNT',
      help: 'COUNT user ids from INNER on are those from OUTER on; repeatable, adds to -r or -c, implies -U',
      fields: ['uidMappings'],
      take: (ask, value) => ask.userMaps.push(idRange(value)),
    },
    {
      long: 'map-groups',
      kind: 'value',
      metavar: 'INNER:OUTER:COUNT',
      help: 'the same for group ids',
      fields: ['gidMappings'],
      take: (ask, value) => ask.groupMaps.push(idRange(value)),
    },
    {
      long: 'setgroups',
      kind: 'value',
      metavar: 'allow|deny',
      help: 'setgroups(2) inside, with a map of groups; the default is deny',
      fields: ['gidMappingsEnableSetgroups'],
      take: (ask, value) => (ask.setgroups = allowOrDeny(value)),
    },
  ],
};
