import { deepEqual, equal } from 'node:assert/strict';
import { once } from 'node:events';
import spawn from 'cross-spawn';
import { expectOurs } from './ours.mjs';

const child = spawn('printf', ['%s,', 'a b', '"c"', '$d'], { stdio: ['ignore', 'pipe', 'inherit'] });
let text = '';
child.stdout?.on('data', (chunk) => (text += String(chunk)));
deepEqual(await once(child, 'close'), [0, null]);
equal(text, 'a b,"c",$d,');

const [error] = await once(spawn('nope-not-there', ['x']), 'error');
equal(error.code, 'ENOENT');
equal(error.syscall, 'spawn nope-not-there');
deepEqual(error.spawnargs, ['x']);
deepEqual(await once(spawn('echo', ['$((1 + 1))'], { shell: true, stdio: 'ignore' }), 'exit'), [0, null]);
expectOurs(3);
