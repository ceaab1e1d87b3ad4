import { describe, expect, test } from 'vitest';
import { hintFor } from '../src/hint.js';
import type { Step } from '../src/ops.js';
import { machine, NEWUSER, NO_CAPS, parent, status } from './hint-cases.js';

describe('newuidmap', () => {
  const command = (...ranges: string[]): Step => ({
    op: 'newidmap',
    path: '/usr/bin/newuidmap',
    argv: ['newuidmap', '<pid>', ...ranges],
  });
  const passwd = { '/etc/passwd': 'root:x:0:0::/:/bin/sh\nu:x:1000:1000::/:/bin/sh\n' };
  const said = (subuid: string | undefined, ...ranges: string[]) =>
    parent('ERR_PROGRAM_FAILED', [command(...ranges)], {
      read: { ...passwd, ...(subuid !== undefined && { '/etc/subuid': subuid }) },
    });

  test('which line is missing for which ids', () => {
    const own = ['0', '1000', '1'];
    expect(said('', ...own, '1', '100000', '65536')).toBe(
      '/etc/subuid has no line that gives user "u" (uid 1000) the ids 100000 to 165535; ' +
        'map others, or have root add "u:100000:65536"',
    );
    expect(said('u:100000:10\n1000:100010:10\nother:100020:10\n', '1', '100000', '21')).toMatch(/100020 to 100020;/);
    expect(said('u:100000:10\n', '0', '1000', '2')).toMatch(/ids 1000 to 1001;/);
    expect(said('u:100000:10\n1000:100010:10\n', ...own, '1', '100000', '20')).toBeUndefined();
    expect(said(undefined, ...own)).toBe('/etc/subuid cannot be read, and is what newuidmap goes by; create it');
  });

  test('no_new_privs, and a program that is not there', () => {
    const read = { '/proc/self/status': status(NO_CAPS).replace('NoNewPrivs:\t0', 'NoNewPrivs:\t1') };
    expect(parent('ERR_PROGRAM_FAILED', [command('0', '1', '1')], { read })).toMatch(/^this process has no_new_privs/);
    const plan = { clone: { flags: NEWUSER }, parent: [command('0', '1', '1')], child: [] };
    const output = 'newuidmap: Cannot determine your user name.';
    const failure = {
      side: 'parent',
      step: plan.parent[0],
      syscall: 'waitid',
      code: 'ERR_PROGRAM_FAILED',
      output,
      plan,
    } as const;
    expect(hintFor(failure, machine({}))).toMatch(
      /^newuidmap works only for users with a name, and uid 1000 has none;/,
    );
    expect(parent('ENOENT', [command()])).toMatch(/install the package uidmap/);
  });
});
