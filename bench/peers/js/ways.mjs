// How the JavaScript peers launch: what a subject must give worker.mjs. Standard input, output and error are /dev/null
// unless collected, the environment is inherited, and the end is checked.

/**
 * @typedef {{ exit0: string, say: string, sleeper: string }} Programs
 */

/**
 * @typedef {object} Subject
 * @property {Readonly<Record<string, (() => void | Promise<void>) | undefined>>} ways one launch of each kind: a promise when
 *   it ends later, so that what the call itself took is measured apart
 * @property {Readonly<Record<string, ((program: string) => unknown) | undefined>>} starts launches that are not waited for, and
 *   what stands for the child
 * @property {Readonly<Record<string, () => unknown>>} [calls] what JavaScript does before the native core is called
 */

/** @param {boolean} ok */
export function check(ok) {
  if (!ok) throw new Error('the program did not end well');
}

/** @param {unknown} text what say.c wrote, with or without the end of its line */
export function checkOutput(text) {
  if (!/^hello\n?$/.test(String(text))) throw new Error('the output is not what was written');
}
