import type { Section } from '../option.js';
import { limit } from '../values.js';

export const limits: Section = {
  title: 'Limits',
  options: [
    {
      long: 'rlimit',
      kind: 'value',
      metavar: 'NAME=SOFT:HARD',
      help: "a limit by prlimit(1)'s name: nofile=1024:4096, core=0, as=unlimited; repeatable",
      fields: ['rlimits'],
      take: (ask, value) => ask.rlimits.set(...limit(value)),
    },
    {
      long: 'into-cgroup',
      kind: 'value',
      metavar: 'DIR',
      help: 'start in the cgroup of this directory',
      fields: ['cgroup'],
      take: (ask, value) => (ask.cgroup = value),
    },
  ],
};
