import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { $, execa, execaNode } from 'execa';
import { expectOurs } from './ours.mjs';

const { stdout } = await execa('echo', ['hello']);
equal(stdout, 'hello');
equal((await $`printf ${'a b'}`).stdout, 'a b');
equal((await execa('cat', { input: 'through stdin' })).stdout, 'through stdin');
deepEqual((await execa('printf', [String.raw`1\n2\n3`], { lines: true })).stdout, ['1', '2', '3']);
equal((await execa('sh', ['-c', 'echo out; echo err >&2'], { all: true })).all, 'out\nerr');
equal((await execa({ shell: true })`echo $((1 + 1))`).stdout, '2');
equal((await execa('printf', ['one']).pipe('cat')).stdout, 'one');
/** @type {string[]} */
const lines = [];
for await (const line of execa('printf', [String.raw`a\nb\n`])) lines.push(line);
deepEqual(lines, ['a', 'b']);

await rejects(execa('sh', ['-c', 'echo why >&2; exit 3']), { exitCode: 3, stderr: 'why', failed: true });
const missing = 'nope-not-there';
await rejects(execa(missing), { code: 'ENOENT', failed: true });
await rejects(execa('sleep', ['1000'], { timeout: 50 }), { timedOut: true, signal: 'SIGTERM' });
await rejects(execa('sh', ['-c', 'printf 123456789'], { maxBuffer: 3 }), { isMaxBuffer: true });
const controller = new AbortController();
const cancelled = execa('sleep', ['1000'], { cancelSignal: controller.signal });
controller.abort();
await rejects(cancelled, { isCanceled: true });
const killed = execa('sleep', ['1000']);
ok(killed.kill('SIGKILL'));
await rejects(killed, { signal: 'SIGKILL', isTerminated: true });
// A working directory that is not there: execa looks for it itself.
await rejects(execa('ls', { cwd: '/nope' }), (error) => {
  match(String(error), /\/nope/);
  return true;
});

const child = execaNode(new URL('message.mjs', import.meta.url), { ipc: true });
equal(await child.getOneMessage(), 'hello');
await child.sendMessage('bye');
await child;
expectOurs(17);
