// A child in the foreground of the terminal: its ^C is not ours, and when it has ended we take the terminal back.
import { closeSync, openSync } from 'node:fs';
import { startProcess, tcgetpgrp, tcsetpgrp } from '@forkexec/exec';

let tty;
try {
  tty = openSync('/dev/tty', 'r+');
} catch {
  console.log('no terminal: run it in one, or by script -qec "node examples/job-control.mjs" /dev/null');
  process.exit();
}

const own = tcgetpgrp(tty); // a shell has put us in front
process.on('SIGINT', () => console.log('a ^C of ours'));

// Reads a line as only the foreground may: a background process would be stopped by SIGTTIN.
const job = 'echo "give the job a line, or ^C"; read line && echo "it read: $line"';
const child = await startProcess('/bin/sh', ['sh', '-c', job], { sys: { foreground: true, ctty: tty } });
console.log(`the job is in front: ${tcgetpgrp(tty) === child.pid}`);
const state = await child.wait();

tcsetpgrp(tty, own); // from the background, where others would be stopped by SIGTTOU
console.log(`${String(state)}; we are in front again: ${tcgetpgrp(tty) === own}`);
closeSync(tty);
