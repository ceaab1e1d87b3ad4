import { check, checkOutput } from './ways.mjs';

/** @import { Subject, Programs } from './ways.mjs' */

/**
 * What is used of Deno's own API.
 * @typedef {object} Command
 * @property {() => { success: boolean }} outputSync
 * @property {() => { status: Promise<{ success: boolean }> }} spawn
 * @property {() => Promise<{ success: boolean, stdout: Uint8Array }>} output
 */
/** @typedef {{ Command: new (program: string, options: object) => Command }} DenoApi */

/**
 * @param {Programs} programs
 * @returns {Promise<Subject>}
 */
export async function deno({ exit0, say }) {
  const { Command } = /** @type {{ Deno: DenoApi }} */ (/** @type {unknown} */ (globalThis)).Deno;
  return {
    ways: {
      sync: () => check(new Command(exit0, stdio('null')).outputSync().success),
      async: async () => check((await new Command(exit0, stdio('null')).spawn().status).success),
      output: async () => {
        const { success, stdout } = await new Command(say, { ...stdio('piped'), stdin: 'null' }).output();
        check(success);
        checkOutput(new TextDecoder().decode(stdout));
      },
    },
    starts: {
      ignore: (program) => new Command(program, stdio('null')).spawn(),
      pipe: (program) => new Command(program, stdio('piped')).spawn(),
    },
  };
}

/** @param {string} kind */
function stdio(kind) {
  return { stdin: kind, stdout: kind, stderr: kind };
}
