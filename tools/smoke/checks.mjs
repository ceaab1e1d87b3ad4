// What every runtime is asked, without a test runner: named checks, one line of JSON at the end.

/** @typedef {{ name: string, ok: boolean, said: string }} Checked */

/** @type {Checked[]} */
const done = [];

/**
 * @param {string} name
 * @param {() => unknown} ask what is wrong, thrown
 */
export async function check(name, ask) {
  try {
    await ask();
    done.push({ name, ok: true, said: '' });
  } catch (error) {
    const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    done.push({ name, ok: false, said });
  }
}

/**
 * @param {unknown} got
 * @param {unknown} wanted
 */
export function same(got, wanted) {
  const [a, b] = [got, wanted].map((value) => JSON.stringify(value));
  if (a !== b) throw new Error(`got ${a}, not ${b}`);
}

/**
 * @param {() => unknown} ask
 * @returns {Promise<Error & Record<string, unknown>>} what it throws
 */
export async function thrown(ask) {
  let value;
  try {
    value = await ask();
  } catch (error) {
    return /** @type {never} */ (error);
  }
  throw new Error(`nothing was thrown, it gave ${JSON.stringify(value)}`);
}

export function report() {
  console.log(JSON.stringify(done));
}
