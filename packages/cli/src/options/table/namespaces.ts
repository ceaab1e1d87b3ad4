/** The letters are those of unshare(1). */
import type { Section } from '../option.js';
import { seconds } from '../values.js';

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
      long: 'time',
      short: 'T',
      kind: 'flag',
      help: 'a new time namespace (Linux 5.6)',
      take: (ask) => ask.namespaces.add('time'),
    },
    {
      long: 'monotonic',
      kind: 'value',
      metavar: 'SECONDS',
      help: 'with -T, which it implies: what CLOCK_MONOTONIC adds',
      fields: ['timeOffsets'],
      take: (ask, value) => (ask.timeOffsets = { ...ask.timeOffsets, monotonic: 1000 * seconds(value) }),
    },
    {
      long: 'boottime',
      kind: 'value',
      metavar: 'SECONDS',
      help: 'the same of CLOCK_BOOTTIME, the uptime',
      fields: ['timeOffsets'],
      take: (ask, value) => (ask.timeOffsets = { ...ask.timeOffsets, boottime: 1000 * seconds(value) }),
    },
    {
      long: 'unshare-all',
      kind: 'flag',
      help: 'all of the above but -T, with -c unless another map is given',
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
