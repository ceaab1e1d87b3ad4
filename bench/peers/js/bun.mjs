import { check, checkOutput } from './ways.mjs';

/** @import { Subject, Programs } from './ways.mjs' */

/**
 * What is used of Bun's own API.
 * @typedef {object} BunApi
 * @property {(command: string[], options: object) => { exitCode: number }} spawnSync
 * @property {(command: string[], options: object) => { exited: Promise<number>, stdout: ReadableStream }} spawn
 */

/**
 * @param {Programs} programs
 * @returns {Promise<Subject>}
 */
export async function bun({ exit0, say }) {
  const { spawn, spawnSync } = /** @type {{ Bun: BunApi }} */ (/** @type {unknown} */ (globalThis)).Bun;
  return {
    ways: {
      sync: () => check(spawnSync([exit0], { stdio: stdio('ignore') }).exitCode === 0),
      async: async () => check((await spawn([exit0], { stdio: stdio('ignore') }).exited) === 0),
      output: async () => {
        const child = spawn([say], { stdio: ['ignore', 'pipe', 'pipe'] });
        const [text, code] = await Promise.all([new Response(child.stdout).text(), child.exited]);
        check(code === 0);
        checkOutput(text);
      },
    },
    starts: {
      ignore: (program) => spawn([program], { stdio: stdio('ignore') }),
      pipe: (program) => spawn([program], { stdio: stdio('pipe') }),
    },
  };
}

/** @param {string} kind */
function stdio(kind) {
  return [kind, kind, kind];
}
