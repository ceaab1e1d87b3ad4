import * as core from '@forkexec/core-native';
import { formatPlan, ops } from '@forkexec/core-native/plan';
import { check, report, same, thrown } from './checks.mjs';

/** @param {...import('@forkexec/core-native').Step} child */
const plan = (...child) => ({ clone: { flags: 0 }, parent: [], child });
const program = (/** @type {string} */ script) =>
  /** @type {const} */ ({ op: 'execve', path: '/bin/sh', argv: ['sh', '-c', script], env: ['A=b'] });

await check('a plan is printed without the addon', () => {
  same(formatPlan(plan({ op: 'chdir', path: '/' }, program(':'))).includes('chdir /'), true);
  same(Object.keys(ops).length > 30, true);
});
await check('the addon loads', () => {
  same(typeof core.kernelFacts().sharesMemory, 'boolean');
});
await check('a plan by hand: launchSync, waitSync', () => {
  const { pidfd } = core.launchSync(plan({ op: 'chdir', path: '/' }, program('test "$PWD$A" = /b && exit 3')));
  const { code, status } = core.waitSync(pidfd);
  core.closePidfd(pidfd);
  same([code, status], [1, 3]);
});
await check('a plan by hand: launch', async () => {
  let held = -1;
  const end = await new Promise((resolve, reject) => {
    core.launch(plan({ op: 'setsid' }, { op: 'sigmask', mask: 0 }, program('kill -TERM $$')), {
      started({ pidfd }) {
        held = pidfd;
      },
      failed: reject,
      exited: ({ code, status }) => resolve([code, status]),
    });
  });
  core.closePidfd(held);
  same(end, [2, 15]);
});
await check('a step that fails says which', async () => {
  const error = await thrown(() => core.launchSync(plan({ op: 'chdir', path: '/no/such' }, program(':'))));
  same([error.name, error['code'], error['syscall'], error['index']], ['StepError', 'ENOENT', 'chdir', 0]);
});
await check('users are looked up in libc', async () => {
  same((await core.lookUpLater({ ask: 'user', who: 'root' }))?.[0], 0);
});
report();
