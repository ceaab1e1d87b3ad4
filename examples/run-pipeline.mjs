// One run into another, and the result into a file; a failure anywhere fails the whole.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '@forkexec/exec';

const dir = mkdtempSync(join(tmpdir(), 'forkexec-example-'));
const file = join(dir, 'counted');
const words = run('printf', [String.raw`%s\n`, 'b', 'a', 'b', 'b']);
await run('uniq', ['-c'], { stdin: run('sort', { stdin: words }), stdout: { file } });
console.log(readFileSync(file, 'utf8').trim().split(/\s+/).join(' '));
rmSync(dir, { recursive: true });
