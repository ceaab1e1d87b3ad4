import { help, version } from './row.mjs';

/** @import { Tool } from './row.mjs' */

const deaf = ['sh', '-c', 'trap "" TERM; while :; do sleep 0.05; done'];

/** @type {Tool} */
export const timeout = {
  name: 'timeout',
  probe: ['sleep', '9'],
  versions: 'coreutils 9.1 and 9.7',
  rows: [
    {
      option: 'DURATION',
      ours: '--timeout',
      requests: [
        { theirs: ['0.2'], ours: ['--timeout', '0.2'], fails: true },
        { theirs: ['5m'], ours: ['--timeout=5m'], program: ['echo', 'in time'] },
        { theirs: ['0'], ours: ['--timeout', '0'], program: ['echo', 'for ever'] },
        { theirs: ['2e-1'], ours: ['--timeout', '2e-1'], fails: true },
        { theirs: ['+1e9d'], ours: ['--timeout', '+1e9d'], program: ['echo', 'long'] },
        { theirs: ['infinity'], ours: ['--timeout', 'infinity'], program: ['echo', 'for ever'] },
        { theirs: ['5'], ours: ['--timeout', '5'], program: ['sh', '-c', 'exit 7'], fails: true },
      ],
    },
    {
      option: '-s, --signal',
      ours: '-s, --signal',
      why: 'With KILL timeout ends itself so, too; forkexec exits with the 137 that a shell sees of both.',
      requests: [
        { theirs: ['-s', 'KILL', '0.2'], ours: ['--timeout=0.2', '-s', 'KILL'], fails: true },
        { theirs: ['--signal=INT', '0.2'], ours: ['--timeout=0.2', '--signal=INT'], fails: true },
      ],
    },
    {
      option: '-k, --kill-after',
      ours: '-k, --kill-after',
      requests: [{ theirs: ['-k', '0.2', '0.2'], ours: ['--timeout=0.2', '-k', '0.2'], program: deaf, fails: true }],
    },
    {
      option: '-p, --preserve-status',
      ours: '--preserve-status',
      why: 'No letter: -p is --pid.',
      requests: [{ theirs: ['--preserve-status', '0.2'], ours: ['--timeout=0.2', '--preserve-status'], fails: true }],
    },
    {
      option: '-f, --foreground',
      ours: '--foreground',
      why: 'No letter: -f is unshare’s --fork.',
      requests: [{ theirs: ['--foreground', '0.2'], ours: ['--timeout=0.2', '--foreground'], fails: true }],
    },
    {
      option: '-v, --verbose',
      ours: '-v, --verbose',
      test: 'kernel/timeout.test.ts: -v says which signals are sent',
      why: 'In words of our own.',
    },
    { ...help, option: '--help' },
    { ...version, option: '--version' },
  ],
};
