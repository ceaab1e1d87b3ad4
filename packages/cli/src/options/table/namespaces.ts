/** The letters are those of unshare(1). */
import type { Section } from '../option.js';

export const namespaces: Section = {
  title: 'Namespaces',
  options: [
    {
      long: 'user',
      short: 'U',
      kind: 'flag',
      help: 'a new user namespace; without a map, nobody inside',
      take: (ask) => ask.namespaces.add('user'),
    },
    {
      long: 'mount',
      short: 'm',
      kind: 'flag',
      help: 'a new mount namespace, its mounts private',
      take: (ask) => ask.namespaces.add('mount'),
    },
    {
      long: 'pid',
      short: 'p',
      kind: 'flag',
      help: 'a new pid namespace, the program its process 1',
      take: (ask) => ask.namespaces.add('pid'),
    },
    {
      long: 'net',
      short: 'n',
      kind: 'flag',
      help: 'a new network namespace, its loopback down',
      take: (ask) => ask.namespaces.add('net'),
    },
    {
      long: 'ipc',
      short: 'i',
      kind: 'flag',
      help: 'a new IPC namespace',
      take: (ask) => ask.namespaces.add('ipc'),
    },
    {
      long: 'uts',
      short: 'u',
      kind: 'flag',
      help: 'a new UTS namespace: host and domain name',
      take: (ask) => ask.namespaces.add('uts'),
    },
    {
      long: 'cgroup',
      short: 'C',
      kind: 'flag',
      help: 'a new cgroup namespace (--into-cgroup joins one)',
      take: (ask) => ask.namespaces.add('cgroup'),
    },
    {
      long: 'unshare-all',
      kind: 'flag',
      help: 'all of the above, with -c unless another map is given',
      take: (ask) => (ask.unshareAll = true),
    },
    {
      long: 'share-net',
      kind: 'flag',
      help: 'with --unshare-all: keep the network',
      take: (ask) => (ask.shareNet = true),
    },
  ],
};
