/** `npm start` without its build. */
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { asUser, command, forkexec, missing } from './command.js';

const demo = [process.execPath, fileURLToPath(new URL('../../../../scripts/demo.mjs', import.meta.url))];

function show(args: readonly string[]): string {
  const { status, stdout, stderr } = command(args[0]!, args.slice(1));
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThan(80);
  expect(stdout, 'no colours in a pipe').not.toContain('\u001b');
  expect(stdout.match(/^── \d/gm)).toEqual(['── 1', '── 2', '── 3', '── 4', '── 5']);
  expect(stdout).toContain('StepError: chdir /nowhere: ENOENT');
  expect(stdout).toMatch(/^startProcess +\d+ MiB +\d+\.\d\d ms +\d+\.\d\d ms$/m);
  expect(stdout).toMatch(/^child_process\.spawn +\d+ MiB +\d+\.\d\d ms +[\d.]+ x +\d+\.\d\d ms +[\d.]+ x$/m);
  return stdout;
}

const inside = /id +uid=0\(root\)[^]*host name +sandbox\n[^]*network +lo\n[^]*processes\n +1 sh\n[^]*process 1\)/;
const why = missing('user namespaces');

/** But for the script on descriptor 0, and the program's path. */
const steps = (plan: string): string[] =>
  plan.match(/^(clone| *(child)? +\d+) +.*$/gm)!.filter((line) => !/ 0|execve/.test(line));

test('as whoever runs this', ({ skip }) => {
  skip(why !== undefined, why);
  const text = show(demo);
  expect(text).toMatch(inside);
  // What it says in attributes is what it says in words.
  const [, options] = /^\$ forkexec plan (.*) sh$/m.exec(text)!;
  const shown = /^clone[^]*?\n\n/m.exec(text)![0];
  expect(steps(shown).length).toBeGreaterThan(9);
  expect(steps(shown)).toEqual(steps(forkexec(['plan', ...options!.split(' '), 'sh']).stdout));
});

test('without privilege', ({ skip }) => {
  const lacking = why ?? missing('root', '/usr/bin/setpriv');
  skip(lacking !== undefined, lacking);
  expect(show([...asUser, ...demo])).toMatch(inside);
});

/** The limit is counted in each user namespace: nobody else notices, user_namespaces(7). */
const forbidden = ['unshare', '-r', 'sh', '-c', 'echo 0 > /proc/sys/user/max_user_namespaces; exec "$@"', 'sh'];

test('where only user namespaces are forbidden', ({ skip }) => {
  skip(why !== undefined, why);
  const text = show([...forbidden, ...demo]);
  expect(text).toMatch(/Not here: user, .*\n +clone.*ENOSPC/);
  expect(text).toMatch(/What still works:\n\n[^]*host name +sandbox[^]*processes\n +1 sh\n/);
});

test('where nothing of it is allowed', ({ skip }) => {
  const lacking = why ?? missing('/usr/bin/setpriv');
  skip(lacking !== undefined, lacking);
  const text = show([...forbidden, 'setpriv', '--bounding-set', '-all', '--inh-caps', '-all', '--', ...demo]);
  expect(text).toMatch(/Not here: user, [^]*Not here: root, but [^]*EPERM[^]*open files +at most 256\n/);
  expect(text).toContain('Ran with no namespace at all');
});
