import { describe, expect, test } from 'vitest';
import type { Step } from '../src/ops.js';
import { ALL_CAPS, child, execve, file, NEWUSER, NO_CAPS, seccomp, status } from './hint-cases.js';

const restrict: Step = { op: 'landlockRestrictSelf', fd: 7, flags: 0 };
const noNewPrivs: Step = { op: 'noNewPrivs' };
const user = { read: { '/proc/self/status': status(NO_CAPS) } };
const root = { read: { '/proc/self/status': status(ALL_CAPS) }, euid: 0 };

describe('Landlock', () => {
  test('no_new_privs or CAP_SYS_ADMIN is missing', () => {
    const needs = /^Landlock needs no_new_privs, or CAP_SYS_ADMIN in the user namespace; set noNewPrivs$/;
    expect(child('EPERM', [restrict], user)).toMatch(needs);
    expect(child('EPERM', [{ op: 'setuid', uid: 1000 }, restrict], root)).toMatch(needs);
    expect(child('EPERM', [restrict], root)).toBeUndefined();
    expect(child('EPERM', [noNewPrivs, restrict], user)).toBeUndefined();
    expect(child('EPERM', [restrict], user, NEWUSER)).toBeUndefined();
    expect(child('EPERM', [noNewPrivs, restrict], { read: seccomp })).toMatch(/seccomp filter/);
  });

  test('it is not there, or is off', () => {
    expect(child('ENOSYS', [restrict])).toMatch(/^Landlock came with Linux 5\.13/);
    expect(child('EOPNOTSUPP', [restrict])).toMatch(/^Landlock is off on this machine; add landlock to .*lsm=/);
  });

  test('flags, and what is no ruleset, by its number here', () => {
    expect(child('EINVAL', [restrict])).toBeUndefined();
    expect(child('EINVAL', [{ op: 'landlockRestrictSelf', fd: 7, flags: 8 }])).toMatch(
      /landlockFlags; .*Linux 6\.15 \(ABI 7\)$/,
    );
    const moved: Step[] = [{ op: 'dup3', from: 3, to: 7, cloexec: true }, restrict];
    expect(child('EBADFD', moved)).toMatch(/^descriptor 3 is no Landlock ruleset/);
    expect(child('EBADF', [restrict])).toMatch(/^descriptor 7 is not open in this process/);
    expect(child('EBADF', [restrict], { open: [7] })).toBeUndefined();
    expect(child('E2BIG', [restrict])).toMatch(/^at most 16/);
  });

  test('an execve that nothing else explains', () => {
    const facts = { stat: { '/bin/x': file('file', 0o755) } };
    expect(child('EACCES', [restrict, execve('/bin/x')], facts)).toMatch(
      /^the Landlock ruleset may not allow it: \/bin\/x/,
    );
    expect(child('EACCES', [execve('/bin/x')], facts) ?? '').not.toMatch(/Landlock/);
    const mode = { stat: { '/bin/x': file('file', 0o644) } };
    expect(child('EACCES', [restrict, execve('/bin/x')], mode)).toMatch(/is not executable/);
    const byFd: Step = { op: 'execveat', fd: 5, argv: ['x'], env: [] };
    expect(child('EACCES', [restrict, byFd])).toMatch(/^the Landlock ruleset may not allow it: descriptor 5/);
  });
});
