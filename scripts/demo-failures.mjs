// Act 4: the same mistake told by node:child_process and by forkexec.
import { spawnSync } from 'node:child_process';
import { startProcess } from '@forkexec/exec';
import { paint, paragraph, problem, say } from './demo-page.mjs';

export async function showFailures() {
  say('A working directory that does not exist:\n');
  compare('node:child_process', spawnSync('/bin/sh', [], { cwd: '/nowhere' }).error);
  compare('forkexec', await failureOf({ dir: '/nowhere', sys: { setsid: true } }));

  say('A misspelled attribute:\n');
  const misspelled = /** @type {object} */ ({ detatched: true });
  compare('node:child_process', spawnSync('/bin/true', [], misspelled).error);
  compare('forkexec', await failureOf({ sys: { setsidd: true } }));
}

/**
 * @param {object} attr
 * @returns {Promise<unknown>}
 */
async function failureOf(attr) {
  try {
    const shell = await startProcess('/bin/sh', ['sh'], attr);
    await shell.wait();
    return undefined;
  } catch (error) {
    return error;
  }
}

/**
 * @param {string} who
 * @param {unknown} error
 */
function compare(who, error) {
  say(`  ${paint('bold', who)}`);
  say(
    paint(
      error === undefined ? 'dim' : 'yellow',
      paragraph(error === undefined ? '(no error)' : problem(error), '    '),
    ),
  );
  const hint = error instanceof Error && 'hint' in error ? error.hint : undefined;
  if (typeof hint === 'string') say(paragraph(`hint: ${hint}`, '    '));
  say('');
}
