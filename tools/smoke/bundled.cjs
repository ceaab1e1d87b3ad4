const { forkExec, openProcess, startProcess } = require('@forkexec/exec');

void (async () => {
  const child = await startProcess('/bin/sh', ['sh', '-c', 'exit 3']);
  const { pid } = forkExec('/bin/sh', ['sh', '-c', 'exit 4']);
  console.log((await child.wait()).exitCode, (await openProcess(pid).wait()).exitCode);
})();
