import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { formatProbe } from '../src/index.js';

const probe = {
  kernel: '6.1.0',
  arch: 'x64',
  features: [
    { name: 'pidfd', title: 'process descriptors', ok: true },
    { name: 'userns', title: 'user namespaces', ok: true, detail: 'as any user' },
    {
      name: 'cgroup',
      title: 'start in a cgroup',
      ok: false,
      detail: 'clone3 with CLONE_INTO_CGROUP',
      reason: 'no cgroup of version 2 that this user may write to is mounted on this machine',
      fix: 'systemd-run --user --scope -p Delegate=yes',
    },
  ],
};

const table = `\
Linux 6.1.0, x64

  yes process descriptors
  yes user namespaces      as any user
  no  start in a cgroup    clone3 with CLONE_INTO_CGROUP
                           why: no cgroup of version 2 that this user may write
                           to is mounted on this machine
                           do: systemd-run --user --scope -p Delegate=yes
`;

test('what works, what does not, why, and what to do, in 80 columns', () => {
  expect(formatProbe(probe, { colour: false })).toBe(table);
});

test('colours change nothing else', () => {
  const coloured = formatProbe(probe, { colour: true });
  expect(coloured).not.toBe(table);
  expect(stripVTControlCharacters(coloured)).toBe(table);
});
