/** Bytes that are not UTF-8: passed on where Node leaves them alone, refused where it does not. */
import { expect, test } from 'vitest';
import { bin, command } from './command.js';

/** With `$fx` for the command, and `$odd` for a byte that is no character. */
const shell = (script: string, shellName = 'sh') =>
  command(shellName, ['-c', `fx="$0 $1"; odd="$(printf 'a\\377')"; ${script}`, process.execPath, bin]);

test('an argument is refused, and no other file is meant', () => {
  const refused = {
    status: 125,
    stdout: '',
    stderr: expect.stringMatching(
      /^forkexec: an argument that is not UTF-8, which Node cannot pass on: a\ufffd\nhint: /,
    ),
  };
  expect(shell('$fx -- echo "$odd"')).toMatchObject(refused);
  expect(shell('$fx --pid-file "$odd" -- true')).toMatchObject(refused);
  expect(shell('$fx plan -- echo one "$odd" two')).toMatchObject(refused);
});

test('the character that Node puts in its place is one like any other', () => {
  expect(shell("$fx -- printf %s '\ufffd'")).toMatchObject({ status: 0, stdout: '\ufffd' });
});

test('an inherited variable keeps its bytes, unless others are changed', () => {
  const bytes = `printenv V | od -An -tx1 | tr -d ' \\n'`;
  expect(shell(`V="$odd" $fx -- sh -c "${bytes}"`)).toMatchObject({ status: 0, stdout: '61ff0a' });
  expect(shell(`V="$odd" $fx -E A=1 -- sh -c "${bytes}"`)).toMatchObject({
    status: 125,
    stderr:
      'forkexec: the variable V is not UTF-8, which Node cannot pass on in a changed environment\n' +
      'hint: --unset V, or leave the environment as it is\n',
  });
  expect(shell(`V="$odd" $fx --unset V -- sh -c '[ -z "$V" ]'`)).toMatchObject({ status: 0, stderr: '' });
  expect(shell(`V="$odd" $fx --clear-env -E V -- true`).stderr).toContain('the variable V is not UTF-8');
  expect(shell(`V="$odd" $fx -E V='\ufffd' -- printenv V`)).toMatchObject({ status: 0, stdout: '\ufffd\n' });
});
