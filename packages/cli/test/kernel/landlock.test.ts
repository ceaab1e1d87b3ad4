import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { landlockABIOf } from '@forkexec/attrs';
import { landlockABI } from '@forkexec/exec';
import { afterAll, expect, test } from 'vitest';
import { forkexec } from './command.js';

const dir = mkdtempSync(join(tmpdir(), 'forkexec-landlock-'));
afterAll(() => rmSync(dir, { recursive: true }));
const why = landlockABI() === 0 ? 'needs Landlock' : undefined;
const write = ['sh', '-c', `echo > ${dir}/inside; echo > ${dir}/../outside-${process.pid}`];

test('what is denied, and what is allowed nevertheless', ({ skip }) => {
  skip(why !== undefined, why);
  const access = ['--nnp', '--landlock-access', 'fs:write-file,make-reg'];
  const rule = `--landlock-rule=path-beneath:write-file,make-reg:${dir}`;
  const { status, stderr } = forkexec([...access, rule, '--', ...write]);
  expect(status).not.toBe(0);
  expect(stderr).toMatch(/outside-\d+: Permission denied\n$/);
  expect(stderr).not.toContain('inside');
  // Without rights, all that is denied.
  expect(forkexec([...access, `--landlock-rule=path-beneath::${dir}/..`, '--', ...write])).toMatchObject({ status: 0 });
  rmSync(join(dir, `../outside-${process.pid}`));
});

test('ports and scopes', ({ skip }) => {
  skip(why !== undefined, why);
  skip(landlockABI() < 6, 'needs Landlock ABI 6, Linux 6.12');
  const listen = [
    process.execPath,
    '-e',
    'require("net").createServer().on("error", (e) => { console.log(e.code); process.exit(1) }).listen(+process.argv[1], () => process.exit(0))',
  ];
  const access = ['--nnp', '--landlock-access=net:bind-tcp', '--landlock-rule=net-port:bind-tcp:0', '--'];
  expect(forkexec([...access, ...listen, '0'])).toMatchObject({ status: 0 });
  expect(forkexec([...access, ...listen, '54321'])).toMatchObject({ status: 1, stdout: 'EACCES\n' });
  const kill = ['sh', '-c', `kill -0 ${process.pid}`];
  expect(forkexec(['--nnp', '--landlock-access', 'scope', '--', ...kill]).status).not.toBe(0);
});

test('nothing stays open, and what is wrong is said with its place', ({ skip }) => {
  skip(why !== undefined, why);
  const { stdout } = forkexec(['--nnp', '--landlock-access', 'fs:make-sock', '--', 'ls', '/proc/self/fd']);
  expect(stdout.trim().split('\n')).toEqual(['0', '1', '2', '3']); // ls has its directory open
  expect(
    forkexec(['--nnp', '--landlock-access=fs:write-file', '--landlock-rule=path-beneath::/nowhere', 'true']),
  ).toMatchObject({
    status: 125,
    stderr: expect.stringMatching(/^forkexec: open \/nowhere: ENOENT/) as string,
  });
});

test('what this kernel cannot deny is an error, or left out and said', ({ skip }) => {
  skip(why !== undefined, why);
  const asked = ['--nnp', '--landlock-access=fs', '--landlock-rule=path-beneath::/'];
  const { stdout: input } = forkexec(['--print-spec', ...asked, '--landlock-best-effort', 'true']);
  const strict = forkexec([...asked, 'true']);
  const lenient = [forkexec([...asked, '--landlock-best-effort', 'true']), forkexec(['--spec', '-'], { input })];
  const last = landlockABIOf('fs', 'ioctl_dev');
  if (landlockABI() >= last) {
    for (const one of [strict, ...lenient]) expect(one).toMatchObject({ status: 0, stderr: '' });
    return;
  }
  expect(strict).toMatchObject({
    status: 125,
    stderr: expect.stringMatching(
      /^forkexec: landlock\.handledAccessFs: \w+ needs Landlock ABI \d, and this kernel has \d: leave it out, or ask for --landlock-best-effort\n$/,
    ) as string,
  });
  for (const one of lenient) {
    expect(one).toMatchObject({
      status: 0,
      stderr: expect.stringMatching(
        /^forkexec: Landlock ABI \d cannot deny ioctl_dev\b.*: left out of the ruleset\n$/,
      ) as string,
    });
  }
});

test('the best effort of a file without a ruleset is refused', () => {
  const { status, stderr } = forkexec(['--spec', '-', '--landlock-best-effort'], { input: '{ "program": "true" }' });
  expect({ status, stderr }).toEqual({
    status: 125,
    stderr: 'forkexec: --landlock-best-effort: does nothing without a ruleset, and the file of --spec has none\n',
  });
});

test('a plan needs no Landlock', () => {
  const { stdout } = forkexec(['plan', '--landlock-access', 'fs', '--preserve-fd', '5', 'true']);
  expect(stdout).toContain('landlockRestrictSelf 6 0\n');
});

test('flags of the ruleset are the kernel’s, by their names, in a file as well', () => {
  const asked = ['--nnp', '--landlock-access=fs:write-file', '--landlock-flags=log-same-exec-off,log-subdomains-off'];
  expect(forkexec(['plan', ...asked, 'true']).stdout).toMatch(/landlockRestrictSelf 3 5\n/);
  const { stdout: input } = forkexec(['--print-spec', ...asked, '/bin/true']);
  expect(forkexec(['plan', '--spec', '-'], { input }).stdout).toMatch(/landlockRestrictSelf 3 5\n/);
  // ABI 7, Linux 6.15, knows them; an older one refuses what it does not know.
  const { status, stderr } = forkexec([...asked, 'true']);
  if (landlockABI() >= 7) expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  else expect(status).toBe(125);
  expect(forkexec(['plan', '--landlock-access=fs', '--landlock-flags=log-same-exec', 'true']).stderr).toContain(
    "--landlock-flags: unknown flag 'log-same-exec', did you mean 'log-same-exec-off'?",
  );
});
