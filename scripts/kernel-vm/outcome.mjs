// What came out of a machine, made one number per state: nothing that went wrong may pass as nothing.

/** @import { Line } from './reporter.mjs' */

/**
 * @typedef {object} Outcome
 * @property {string} kernel as asked for
 * @property {string} release as uname says
 * @property {string} accelerator
 * @property {number} seconds
 * @property {number} passed
 * @property {{ name: string, text: string }[]} failed
 * @property {{ name: string, text: string }[]} skipped
 */

/**
 * @param {string} kernel
 * @param {string} accelerator
 * @param {number} seconds
 * @param {{ late: boolean, console: string, results: string }} ended
 * @returns {Outcome}
 */
export function evaluate(kernel, accelerator, seconds, ended) {
  /** @type {Outcome} */
  const outcome = { kernel, release: kernel, accelerator, seconds, passed: 0, failed: [], skipped: [] };
  let file = 'the start';
  let over = false;
  for (const line of lines(ended.results)) {
    if ('kernel' in line) outcome.release = line.kernel;
    else if ('file' in line) file = line.file;
    else if ('errors' in line) {
      over = true;
      for (const text of line.errors) outcome.failed.push({ name: 'outside of any test', text });
    } else if (line.state === 'passed') outcome.passed++;
    else outcome[line.state].push({ name: line.name, text: line.text ?? '' });
  }
  const tail = ended.console.split('\n').slice(-30).join('\n');
  const why = ended.late ? 'the time was over' : 'the machine ended before the tests did';
  if (!over) outcome.failed.push({ name: file, text: `${why}\n${tail}` });
  else if (outcome.passed + outcome.failed.length === 0) outcome.failed.push({ name: file, text: 'no test ran' });
  return outcome;
}

/** @param {string} text */
export function lines(text) {
  return text
    .split('\n')
    .filter((line) => line.endsWith('}')) // the last one may be half a line
    .map((line) => /** @type {Line} */ (JSON.parse(line)));
}
