// How the demonstration looks: 80 columns, in colour on a terminal that wants it.
import { styleText } from 'node:util';

/** @typedef {Parameters<typeof styleText>[0]} Style */

export const isColourful = process.stdout.isTTY && process.stdout.hasColors();

/**
 * @param {Style} style
 * @param {string} text
 */
export function paint(style, text) {
  return isColourful ? styleText(style, text, { validateStream: false }) : text;
}

/** @param {string} text */
export function say(text) {
  process.stdout.write(`${text}\n`);
}

/**
 * @param {number} number
 * @param {string} title
 * @param {string} [command] what does the same in a shell
 */
export function heading(number, title, command) {
  const plain = `── ${number} ─ ${title} `;
  say(`\n${paint(['bold', 'cyan'], plain)}${paint('cyan', '─'.repeat(Math.max(0, 78 - plain.length)))}`);
  if (command) say(paint('dim', `$ ${command}`));
  say('');
}

/** @param {unknown} error */
export function problem(error) {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return `${name}: ${message}`;
}

/**
 * Long text over several lines, each with the same margin.
 *
 * @param {string} text
 * @param {string} margin
 */
export function paragraph(text, margin = '') {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (margin.length + last.length + 1 + word.length > 79 && last !== '') lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines.map((line) => margin + line).join('\n');
}

/**
 * Runs the demonstration. A reader that goes away (`npm start | head`) ends it without a word.
 *
 * @param {() => Promise<void>} acts
 */
export async function whenDone(acts) {
  process.stdout.on('error', (error) => {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EPIPE') console.error(error.message);
    process.exit(1);
  });
  try {
    await acts();
  } catch (error) {
    console.error(problem(error));
    process.exitCode = 1;
  }
}
