// The packages are ES modules; every supported runtime can require one.
const attrs = require('@forkexec/attrs');
const core = require('@forkexec/core-native');
const exec = require('@forkexec/exec');

void (async () => {
  const { check, report, same } = await import('./checks.mjs');
  await check('require()', async () => {
    same([typeof attrs.CLONE_NEWUSER, typeof core.launchSync], ['number', 'function']);
    const { exitCode } = await (await exec.startProcess('/bin/sh', ['sh', '-c', 'exit 3'])).wait();
    same(exitCode, 3);
  });
  report();
})();
