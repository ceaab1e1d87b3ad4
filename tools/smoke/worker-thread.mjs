import { parentPort } from 'node:worker_threads';
import { startProcess } from '@forkexec/exec';

async function launch() {
  const child = await startProcess('/bin/sh', ['sh', '-c', 'exit 3']);
  const { exitCode } = await child.wait();
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  parentPort?.postMessage(exitCode);
}

parentPort?.on('message', () => void launch());
await launch();
