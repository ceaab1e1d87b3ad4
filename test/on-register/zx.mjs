import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { $, within } from 'zx';
import { expectOurs } from './ours.mjs';

const { stdout } = await $`echo ${'a b'} $((1 + 1))`;
equal(stdout, 'a b 2\n');
equal(`${await $`printf one`.pipe($`cat`)}`, 'one');
deepEqual((await $`printf '1\n2\n'`).lines(), ['1', '2']);
await rejects(() => $`echo why >&2; exit 4`, { exitCode: 4, stderr: 'why\n' });
equal((await $`exit 5`.nothrow()).exitCode, 5);
await rejects(() => $`sleep 1000`.timeout('50ms'), { signal: 'SIGTERM' });
const killed = $`sleep 1000`.nothrow();
await killed.kill('SIGKILL');
equal((await killed).signal, 'SIGKILL');
await within(async () => {
  $.cwd = '/';
  equal((await $`pwd`).stdout, '/\n');
});
equal((await $({ input: 'stdin' })`cat`).stdout, 'stdin');
ok(Number((await $`echo $$`).stdout) > 0);
expectOurs(10);
