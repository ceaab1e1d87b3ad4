import { deepEqual, equal, rejects } from 'node:assert/strict';
import { exec, x } from 'tinyexec';
import { expectOurs } from './ours.mjs';

const result = await x('sh', ['-c', 'echo out; echo err >&2; exit 3']);
deepEqual([result.stdout, result.stderr, result.exitCode], ['out\n', 'err\n', 3]);
equal((await x('printf', ['one']).pipe('cat')).stdout, 'one');
/** @type {string[]} */
const lines = [];
for await (const line of x('printf', [String.raw`a\nb\n`])) lines.push(line);
deepEqual(lines, ['a', 'b']);
await rejects(async () => exec('sh', ['-c', 'exit 2'], { throwOnError: true }), { exitCode: 2 });
await rejects(async () => exec('nope-not-there'), { code: 'ENOENT' });
const stopped = x('sleep', ['1000'], { timeout: 50 });
await stopped.then(
  () => undefined,
  () => undefined,
);
equal(stopped.aborted || stopped.killed, true);
expectOurs(6);
