// The system calls of a program by name, with their results, as strace(1) shows them: `node examples/trace.mjs [FILE [ARG...]]`.
// It stops before its first instruction, and at each entry and exit of a call.
import { openSync } from 'node:fs';
import { lookPath, startProcess } from '@forkexec/exec';

const [file = 'cat', ...args] = process.argv.length > 2 ? process.argv.slice(2) : ['cat', '/no/such/file'];
const child = await startProcess(lookPath(file), [file, ...args], {
  files: [0, 1, openSync('/dev/null', 'w')],
  sys: { ptrace: true },
});
const trace = child.ptrace;
if (!trace) throw new Error('not traced');

let call = '';
let deliver;
let stop = await trace.stopped();
while (stop) {
  deliver = undefined;
  switch (stop.kind) {
    case 'syscall-enter':
      call = `${stop.name}(${stop.args.map((arg) => `0x${arg.toString(16)}`).join(', ')})`; // registers, used or not
      break;
    case 'syscall-exit':
      console.log(`${call} = ${stop.error ? `-1 ${stop.error}` : stop.value}`);
      call = '';
      break;
    case 'signal':
      console.log(`--- ${stop.signal} ---`);
      deliver = stop.signal; // without it, the program would never get it
      break;
    default: // 'exec', 'group-stop'
      console.log(`--- ${stop.kind} ---`);
  }
  stop = await trace.syscall(deliver);
}
if (call) console.log(`${call} = ?`); // it does not return from exit_group
console.log(`--- ${String(await child.wait())} ---`);
