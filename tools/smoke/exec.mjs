import { readdirSync } from 'node:fs';
import { CLONE_NEWUSER } from '@forkexec/attrs';
import * as exec from '@forkexec/exec';
import { check, report, same, thrown } from './checks.mjs';

/** What later versions bring is asked for only where it is. @type {Record<string, any>} */
const also = exec;

const sh = (/** @type {string} */ script) => /** @type {[string, string[]]} */ (['/bin/sh', ['sh', '-c', script]]);
/** @param {import('@forkexec/exec').Process} started */
async function end(started) {
  const { exitCode, signal } = await started.wait();
  return [exitCode, signal];
}
const one = (/** @type {number} */ hostID) => [{ containerID: 0, hostID, size: 1 }];
const openFds = () => readdirSync('/proc/self/fd').length;

await check('plan, formatPlan', () => {
  const text = exec.formatPlan(exec.plan(...sh(':'), { dir: '/', sys: { setsid: true } }));
  same([text.includes('setsid'), text.includes('chdir /')], [true, true]);
});
await check('lookPath', async () => {
  same(exec.lookPath('sh').endsWith('/sh'), true);
  same((await thrown(() => exec.lookPath('no-such-program')))['code'], 'ENOENT');
});
await check('startProcess: exit status, directory, environment', async () => {
  same(await end(await exec.startProcess(...sh('test "$PWD$A" = /b && exit 3'), { dir: '/', env: ['A=b'] })), [
    3,
    null,
  ]);
});
await check('forkExec, openProcess', async () => {
  const { pid } = exec.forkExec(...sh('exit 4'));
  same(await end(exec.openProcess(pid)), [4, null]);
});
await check('kill by pidfd', async () => {
  const child = await exec.startProcess(...sh('while :; do sleep 1; done'), { sys: { setsid: true } });
  same(child.kill('SIGKILL'), true);
  same(await end(child), [null, 'SIGKILL']);
});
await check('attributes: session, limits, no_new_privs', async () => {
  const script = 'test "$(ulimit -n)" = 64 && grep -q "NoNewPrivs:.*1" /proc/self/status && exit 5';
  const sys = { setsid: true, noNewPrivs: true, rlimits: { nofile: 64 } };
  same(await end(await exec.startProcess(...sh(script), { sys })), [5, null]);
});
await check('a step that fails says which', async () => {
  const error = await thrown(() => exec.startProcess(...sh(':'), { dir: '/no/such' }));
  same([error.name, error['code'], error['syscall']], ['StepError', 'ENOENT', 'chdir']);
});
await check('bad input is refused before any clone', async () => {
  const sys = { rlimits: { nofile: -1 } };
  same((await thrown(() => exec.startProcess(...sh(':'), { sys })))['code'], 'ERR_INVALID_ATTR');
});
await check('user namespace', async () => {
  const [host, group] = [process.geteuid?.() ?? 0, process.getegid?.() ?? 0];
  const sys = { cloneflags: CLONE_NEWUSER, uidMappings: one(host), gidMappings: one(group) };
  same(await end(await exec.startProcess(...sh('test "$(id -u)" = 0 && exit 6'), { sys })), [6, null]);
});
await check('twenty at once', async () => {
  const all = Array.from({ length: 20 }, async (_, i) => end(await exec.startProcess(...sh(`exit ${i}`))));
  same(
    await Promise.all(all),
    Array.from({ length: 20 }, (_, i) => [i, null]),
  );
});
if (also['run'])
  await check('run: input and output', async () => {
    const { stdout } = await also['run']('/bin/sh', ['-c', 'cat; echo $((6 * 7))'], { input: 'in\n' });
    same(String(stdout).trimEnd(), 'in\n42');
  });
if (also['spawn'])
  await check('spawn: output, exit and close', async () => {
    const child = also['spawn']('/bin/sh', ['-c', 'echo out; exit 7']);
    let text = '';
    child.stdout.on('data', (/** @type {Buffer} */ data) => (text += data));
    const [code] = await new Promise((resolve) =>
      child.on('close', (/** @type {unknown[]} */ ...args) => resolve(args)),
    );
    same([text, code], ['out\n', 7]);
  });
if (also['spawnSync'])
  await check('spawnSync', () => {
    const { status, stdout } = also['spawnSync']('/bin/sh', ['-c', 'cat; exit 8'], { input: 'in' });
    same([status, String(stdout)], [8, 'in']);
  });
await check('nothing stays open', async () => {
  const before = openFds();
  for (let i = 0; i < 10; i++) await end(await exec.startProcess('/bin/true', ['true']));
  await thrown(() => exec.startProcess('/no/such', ['such']));
  same(openFds(), before);
});
report();
