// Another import, and a program that uses node:child_process goes through forkexec: the same functions, options, events and
// errors, and `sys` beside them. Without changing a line: node --import @forkexec/exec/register app.js
import { once } from 'node:events';
import { promisify } from 'node:util';
import { execFile, execSync, fork, spawn } from '@forkexec/exec/child_process'; // was: 'node:child_process'

if (process.argv[2] === 'forked') {
  process.once('message', ({ n }) => process.send?.({ n: n * 2 }, () => process.disconnect()));
} else {
  const child = spawn('cat', { stdio: ['pipe', 'pipe', 'inherit'], sys: { setsid: true, noNewPrivs: true } });
  child.stdin.end('through cat\n');
  child.stdout.on('data', (data) => console.log(String(data).trim()));
  console.log(await once(child, 'close'));

  const { stdout } = await promisify(execFile)('sh', ['-c', 'ulimit -n'], { sys: { rlimits: { nofile: 64 } } });
  console.log(stdout.trim(), execSync('echo from a shell', { encoding: 'utf8' }).trim());

  const other = fork(import.meta.filename, ['forked']);
  other.send({ n: 21 });
  console.log(await once(other, 'message').then(([{ n }]) => n));

  const [error] = await once(spawn('true', { cwd: '/no/such' }), 'error');
  console.log(`${error.code}: ${error.message}`); // node: "spawn true ENOENT", as if there were no true
}
