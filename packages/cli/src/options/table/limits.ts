import type { Option, Section } from '../option.js';
import { limitOf } from '../limit-values.js';
import { limit, path } from '../values.js';

/** Those of prlimit(1) that have an option of their own; `--nice` is the niceness, as everywhere. */
const named = {
  as: 'the address space, in bytes',
  core: 'a core file, in bytes',
  cpu: 'CPU time, in seconds',
  data: 'data, in bytes',
  fsize: 'a file that it writes, in bytes',
  locks: 'locks of files',
  memlock: 'locked memory, in bytes',
  msgqueue: 'POSIX message queues, in bytes',
  nofile: 'open files',
  nproc: 'processes of the user',
  rss: 'resident memory, in bytes (does nothing since Linux 2.4.30)',
  rtprio: 'real-time priority',
  rttime: 'CPU time in real time, in microseconds',
  sigpending: 'pending signals',
  stack: 'the stack, in bytes',
};

export const limits: Section = {
  title: 'Limits',
  options: [
    {
      long: 'rlimit',
      kind: 'value',
      metavar: 'NAME=SOFT:HARD',
      help: "a limit by prlimit(1)'s name: nofile=1024:4096, core=0, nice=:5; one half alone leaves the other; repeatable",
      fields: ['rlimits'],
      take: (ask, value) => ask.rlimits.set(...limit(value)),
    },
    ...Object.entries(named).map(([name, what]): Option => {
      return {
        long: name,
        kind: 'value',
        metavar: 'SOFT:HARD',
        help: what,
        fields: ['rlimits'],
        take: (ask, value) => ask.rlimits.set(...limitOf(name, value)),
      };
    }),
    {
      long: 'into-cgroup',
      kind: 'value',
      metavar: 'DIR',
      help: 'start in the cgroup of this directory',
      fields: ['cgroup'],
      take: (ask, value) => (ask.cgroup = path(value)),
    },
  ],
};
