// The names of node:child_process, started by us; and a program that does not know.
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { check, report, same, thrown } from './checks.mjs';

/** The runtime that runs this, with the options it needs. @type {[string, ...string[]]} */
const [runtime, ...options] = JSON.parse(process.env['SMOKE_RUNTIME'] ?? JSON.stringify([process.execPath]));
const name = '@forkexec/exec/child_process'; // not in every version of the package
/** @type {typeof import('node:child_process')} */
let ours = /** @type {never} */ (undefined);
await check('child_process: import', async () => {
  ours = await import(name);
});
const sh = (/** @type {string} */ script) => /** @type {[string, string[]]} */ (['/bin/sh', ['-c', script]]);

/** What cannot even be imported has told why. */
async function checkAll() {
  await check('child_process: spawn', async () => {
    const child = ours.spawn(...sh('cat; exit 7'));
    let text = '';
    child.stdout.on('data', (data) => (text += data));
    child.stdin.end('in');
    same([await once(child, 'close'), text], [[7, null], 'in']);
  });
  await check('child_process: a program that is not there', async () => {
    const [error] = await once(ours.spawn('/no/such', ['such']), 'error');
    same([error.code, error.syscall], ['ENOENT', 'spawn /no/such']);
  });
  await check('child_process: execFile', async () => {
    const stdout = await new Promise((resolve, reject) =>
      ours.execFile(...sh('echo out'), (error, text) => (error ? reject(error) : resolve(text))),
    );
    same(stdout, 'out\n');
  });
  await check('child_process: execFileSync, spawnSync', async () => {
    same(ours.execFileSync(...sh('cat'), { input: 'in', encoding: 'utf8' }), 'in');
    same(ours.spawnSync(...sh('exit 8')).status, 8);
    same((await thrown(() => ours.execFileSync(...sh('exit 9'), { stdio: 'ignore' })))['status'], 9);
  });
  await check('child_process: fork', async () => {
    const file = fileURLToPath(new URL('forked.mjs', import.meta.url));
    const child = ours.fork(file, [], { execPath: runtime, execArgv: options });
    child.send({ n: 1 });
    same((await once(child, 'message'))[0], { n: 2 });
    same(await once(child, 'exit'), [0, null]);
  });
}

if (ours !== undefined) await checkAll();
report();
