import { type } from 'node:os';
import { styleText } from 'node:util';
import type { Feature, Probe } from '@forkexec/exec';
import { WIDTH } from './output.js';
import { wrap } from './wrap.js';

type Style = Parameters<typeof styleText>[0];

/** What a probe found, as a table of 80 columns: what works, and where something does not, why and what to do. */
export function formatProbe({ kernel, arch, features }: Probe, { colour }: { readonly colour: boolean }): string {
  // Whoever asks knows where it goes: styleText itself would look at standard output.
  const paint = (style: Style, text: string): string =>
    colour ? styleText(style, text, { validateStream: false }) : text;
  const column = 6 + Math.max(...features.map(({ title }) => title.length)) + 2;
  const rows = features.flatMap((feature) => {
    const { ok, title } = feature;
    const mark = ok ? paint('green', 'yes') : paint('red', 'no ');
    const [first = '', ...rest] = remarks(feature).flatMap((text) => wrap(text, WIDTH - column - 1));
    const row = `  ${mark} ${title.padEnd(column - 6)}${first}`.trimEnd();
    return [row, ...rest.map((line) => paint('dim', `${' '.repeat(column)}${line}`))];
  });
  return `${paint('bold', `${type()} ${kernel}, ${arch}`)}\n\n${rows.join('\n')}\n`;
}

function remarks({ ok, detail, reason, fix }: Feature): string[] {
  const why = ok || reason === undefined ? [] : [`why: ${reason}`];
  const what = ok || !fix ? [] : [`do: ${fix}`];
  return [...(detail === undefined ? [] : [detail]), ...why, ...what];
}
