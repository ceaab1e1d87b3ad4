import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { check, report, same } from './checks.mjs';

const child = new URL('worker-thread.mjs', import.meta.url);
await check('in two workers, one of which is ended', async () => {
  const workers = [new Worker(child), new Worker(child)];
  const said = await Promise.all(workers.map((worker) => once(worker, 'message')));
  same(said, [[3], [3]]);
  await workers[0]?.terminate();
  workers[1]?.postMessage('again');
  same(await once(/** @type {Worker} */ (workers[1]), 'message'), [3]);
  await workers[1]?.terminate();
});
report();
