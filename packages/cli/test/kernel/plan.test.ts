import { formatPlan, plan } from '@forkexec/exec';
import { CLONE_NEWNS, CLONE_NEWUSER } from '@forkexec/attrs';
import { expect, test } from 'vitest';
import { asUser, bin, command, forkexec, missing } from './command.js';

const ids = { uid: process.geteuid!(), gid: process.getegid!() };
const sys = {
  cloneflags: CLONE_NEWUSER,
  unshareflags: CLONE_NEWNS,
  uidMappings: [{ containerID: 0, hostID: ids.uid, size: 1 }],
  gidMappings: [{ containerID: 0, hostID: ids.gid, size: 1 }],
};

test('prints what plan() makes of the same', () => {
  const expected = plan('/bin/sh', ['sh', '-c', 'id'], { dir: '/srv', files: [0, 1, 2], sys });
  const options = ['-rm', '-w', '/srv', '-a', 'sh', '--', '/bin/sh', '-c', 'id'];
  expect(forkexec(['plan', ...options])).toEqual({
    status: 0,
    signal: null,
    stdout: `${formatPlan(expected)}\n`,
    stderr: '',
  });
  expect(JSON.parse(forkexec(['plan', '--json', ...options]).stdout)).toEqual(expected);
});

test('numbers that JSON cannot carry are strings of digits', () => {
  const { stdout } = forkexec(['plan', '--json', '--rlimit', 'as=1:unlimited', 'true']);
  const { child } = JSON.parse(stdout) as { child: { op: string }[] };
  expect(child.find(({ op }) => op === 'prlimit')).toEqual({
    op: 'prlimit',
    resource: 9,
    soft: 1,
    hard: '18446744073709551615',
  });
});

test('runs nothing', () => {
  const { stdout } = forkexec(['plan', 'sh', '-c', 'echo ran']);
  expect(stdout).toContain('execve');
  expect(stdout.split('\n')).not.toContain('ran');
});

test('the program is looked for as run does it', () => {
  expect(forkexec(['plan', 'no-such-program'])).toMatchObject({ status: 127, stdout: '' });
});

test('needs no privilege', ({ skip }) => {
  const why = missing('root', '/usr/bin/setpriv');
  skip(why !== undefined, why);
  const options = ['plan', '--reuid', '0', '--regid', '0', '--clear-groups', '-mpn', '--mount-proc', '--', 'true'];
  const { status, stdout } = command(asUser[0], [...asUser.slice(1), process.execPath, bin, ...options]);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^clone {3}NEWPID\|NEWNET\|PIDFD\n/);
});
