/** What has to work on every runtime: starting processes, and run() with all that is native about it. Prints a line for each. */
import { openProcess, run, startProcess } from '@forkexec/exec';

const MiB = 1 << 20;

/** @type {Record<string, () => Promise<unknown>>} */
const works = {
  async startProcess() {
    const child = await startProcess('/bin/sh', ['sh', '-c', 'exit 3']);
    return (await child.wait()).exitCode;
  },
  async failedStep() {
    const failure = await startProcess('/bin/true', ['true'], { dir: '/missing' }).catch((error) => error.syscall);
    return [failure, await run('true', { cwd: '/missing' }).catch((error) => error.code)];
  },
  async killed() {
    const child = await startProcess('/bin/sleep', ['sleep', '1000']);
    const other = openProcess(child.pid);
    other.kill();
    return [(await other.wait()).signal, (await child.wait()).signal];
  },
  async collected() {
    const { stdout, stderr, exitCode } = await run('sh', ['-c', 'echo out; echo err >&2; exit 4'], { reject: false });
    return [stdout, stderr, exitCode];
  },
  async large() {
    const { stdout } = await run('head', ['-c', `${8 * MiB}`, '/dev/zero'], { encoding: 'buffer' });
    return [stdout.length, stdout.equals(Buffer.alloc(8 * MiB))];
  },
  async input() {
    const text = 'é'.repeat(MiB);
    return (await run('cat', { input: text })).stdout === text;
  },
  async iterable() {
    const pieces = (async function* () {
      for (let i = 0; i < 100; i++) yield `${i}\n`.repeat(1000);
    })();
    return (await run('wc', ['-l'], { stdin: pieces })).stdout;
  },
  async webStream() {
    let got = '';
    const to = new WritableStream({ write: (piece) => void (got += new TextDecoder().decode(piece)) });
    await run('cat', { stdin: new Blob(['web']), stdout: to });
    return got;
  },
  async lines() {
    let sum = 0;
    for await (const line of run('seq', ['20000'])) sum += Number(line);
    return sum;
  },
  async nodeStreams() {
    const running = run('cat', { stdin: 'pipe' });
    running.stdin.end('node');
    let got = '';
    for await (const piece of running.stdout) got += piece;
    return got;
  },
  async pipeline() {
    return (await run('sort', ['-rn'], { stdin: run('seq', ['3']) })).stdout;
  },
  async timeout() {
    const error = await run('sleep', ['1000'], { timeout: 20 }).catch((failure) => failure);
    return [error.reason, error.signal];
  },
  async abort() {
    const controller = new AbortController();
    const running = run('sleep', ['1000'], { signal: controller.signal });
    await running.process;
    controller.abort('enough');
    return running.catch(({ reason, cause }) => [reason, cause]);
  },
  async grandchild() {
    const { stdout, outputTruncated } = await run('sh', ['-c', 'sleep 1000 & echo $!'], { waitDelay: 20 });
    process.kill(Number(stdout), 'SIGKILL');
    return outputTruncated;
  },
  async many() {
    const all = await Promise.all(Array.from({ length: 200 }, (_, i) => run('echo', [`${i}`])));
    return all.every(({ stdout }, i) => stdout === `${i}`);
  },
};

for (const [name, work] of Object.entries(works)) console.log(JSON.stringify({ [name]: await work() }));
