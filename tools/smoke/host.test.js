// The same test for vitest, jest and node --test: whichever it is has a global or a module called test.
const { startProcess } = await import('@forkexec/exec');
const { test } = globalThis.test ? globalThis : await import('node:test');

test('a process is launched', async () => {
  const child = await startProcess('/bin/sh', ['sh', '-c', 'exit 3'], { sys: { setsid: true } });
  const { exitCode } = await child.wait();
  if (exitCode !== 3) throw new Error(`it ended with ${exitCode}`);
});
