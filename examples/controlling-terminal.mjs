// A session of its own on a terminal, as getty(8) and login(1) make one: the child opens /dev/tty, and the terminal's ^C and
// hang-up are the child's. One without a terminal cannot ask for a password. Takes a terminal's path, else ours, which only
// root may take from the session that has it: ioctl_tty(2), TIOCSCTTY.
import { closeSync, openSync } from 'node:fs';
import { isatty } from 'node:tty';
import { StepError, startProcess } from '@forkexec/exec';

const path = process.argv[2] ?? '/proc/self/fd/0';
const tty = openSync(path, 'r+');
if (!isatty(tty)) {
  console.log('no terminal: run it in one, or by script -qec "node examples/controlling-terminal.mjs" /dev/null');
  process.exit();
}

/** @param {import('@forkexec/attrs').SysProcAttr} sys */
async function session(sys) {
  const script = '(: </dev/tty) 2>/dev/null && echo "session $$ has the terminal" || echo "session $$ has none"';
  const child = await startProcess('/bin/sh', ['sh', '-c', script], { files: [tty, tty, tty], sys });
  await child.wait();
}

await session({ setsid: true }); // and no setctty
try {
  await session({ setsid: true, setctty: true, ctty: 0 }); // 0: the child's descriptor
} catch (error) {
  if (!(error instanceof StepError)) throw error;
  console.log(error.message);
  console.log(error.hint);
}
closeSync(tty);
