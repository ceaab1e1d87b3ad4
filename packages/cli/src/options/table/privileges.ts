/** Names and lists are those of setpriv(1). */
import { SECUREBITS } from '@forkexec/attrs';
import type { Section } from '../option.js';
import { landlockAccess, landlockFlagNames, landlockFlags, landlockRule } from '../landlock-values.js';
import { bitChanges, capChanges } from '../values.js';

export const privileges: Section = {
  title: 'Capabilities and privileges',
  options: [
    {
      long: 'ambient-caps',
      kind: 'value',
      metavar: '+CAP,-CAP...',
      help: 'what an ordinary program keeps over execve: +net_raw, -all; starts from what there is',
      fields: ['ambientCaps', 'clearAmbient'],
      take: (ask, value) => ask.privileges.ambient.push(...capChanges(value)),
    },
    {
      long: 'inh-caps',
      kind: 'value',
      metavar: '+CAP,-CAP...',
      help: 'the inheritable set, the same way',
      fields: ['inheritableCaps'],
      take: (ask, value) => ask.privileges.inheritable.push(...capChanges(value)),
    },
    {
      long: 'bounding-set',
      kind: 'value',
      metavar: '+CAP,-CAP...',
      help: 'what any program can ever get: -all,+net_bind_service',
      fields: ['boundingCaps'],
      take: (ask, value) => ask.privileges.bounding.push(...capChanges(value)),
    },
    {
      long: 'keep-caps',
      kind: 'flag',
      help: 'every capability, in a new user namespace, for an ordinary program as well',
      fields: ['ambientCaps'],
      take: (ask) => (ask.privileges.keepCaps = true),
    },
    {
      long: 'securebits',
      kind: 'value',
      metavar: '+BIT,-BIT...',
      help: `what root means: ${SECUREBITS.filter((bit) => !/keep_caps$|_locked$/.test(bit)).join(', ')}, and each with _locked`,
      fields: ['securebits', 'securebits.set', 'securebits.clear'],
      take: (ask, value) => {
        for (const [bit, set] of bitChanges(value)) ask.privileges.securebits.set(bit, set);
      },
    },
    {
      long: 'no-new-privs',
      alias: 'nnp',
      kind: 'flag',
      help: 'no execve gives privileges any more: set-user-ID files, file capabilities',
      fields: ['noNewPrivs'],
      take: (ask) => (ask.noNewPrivs = true),
    },
    {
      long: 'landlock-access',
      kind: 'value',
      metavar: 'KIND[:RIGHT,...]',
      help: 'deny these to the program: fs, fs:write-file,make-reg, net:bind-tcp, scope:signal; needs --nnp or root; repeatable',
      fields: ['useLandlock', 'landlockFD'],
      take: (ask, value) => landlockAccess(ask.privileges.landlock, value),
    },
    {
      long: 'landlock-rule',
      kind: 'value',
      metavar: 'RULE',
      help: 'but allow: path-beneath:RIGHT,...:PATH or net-port:RIGHT,...:PORT; without rights, all that is denied; repeatable',
      fields: ['useLandlock', 'landlockFD'],
      take: (ask, value) => landlockRule(ask.privileges.landlock, value),
    },
    {
      long: 'landlock-best-effort',
      kind: 'flag',
      help: 'leave out what this kernel cannot deny, and say so; without it, that is an error',
      fields: ['useLandlock', 'landlockFD'],
      take: (ask) => (ask.privileges.landlock.bestEffort = true),
    },
    {
      long: 'landlock-flags',
      kind: 'value',
      metavar: 'FLAG,...',
      words: landlockFlagNames,
      help: 'what of it the audit log gets (Linux 6.15): log-same-exec-off, log-new-exec-on, log-subdomains-off',
      fields: ['landlockFlags'],
      take: (ask, value) => (ask.privileges.landlock.flags |= landlockFlags(value)),
    },
  ],
};
