/** docs/command.svg: what is drawn is well-formed, and its commands still run. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { commands, draw, file, run } from '../scripts/demo-screen.mjs';
import { noUserNamespaces } from './user-namespaces.js';

const svg = readFileSync(file, 'utf8');

/** As much of XML as we write: what opens is closed, in order, and nothing stands for itself that must not. */
function elements(xml: string): { name: string; text: string }[] {
  const open: { name: string; text: string }[] = [];
  const all: { name: string; text: string }[] = [];
  const parts = /<(\/?)(\w+)((?:\s+[\w:-]+="[^"<&]*")*)\s*(\/?)>|(&(?:amp|lt|gt);)|([<&])|([^<&]+)/g;
  for (const [, closing, name, , empty, entity, wrong, text] of xml.matchAll(parts)) {
    if (wrong) throw new Error(`a bare ${wrong} in ${open.at(-1)?.name}`);
    const top = open.at(-1);
    if (text !== undefined || entity !== undefined) {
      if (top) top.text += text ?? { '&amp;': '&', '&lt;': '<', '&gt;': '>' }[entity!]!;
    } else if (closing) {
      if (top?.name !== name) throw new Error(`</${name}> in <${top?.name}>`);
      open.pop();
    } else {
      const element = { name: name!, text: '' };
      all.push(element);
      if (!empty) open.push(element);
    }
  }
  expect(open).toEqual([]);
  return all;
}

test('the picture is well-formed and shows the commands as they are', () => {
  const lines = elements(svg).filter(({ name }) => name === 'text');
  const typed = lines.map(({ text }) => text).join('\n');
  for (const [command] of commands) expect(typed).toContain(`$ ${command}`);
  expect(elements(draw([{ command: 'a <b> & "c"', output: 'x\n', status: 1 }])).map(({ text }) => text)).toContain(
    '$ a <b> & "c"',
  );
});

/** What it has drawn, line by line, and what it would draw if root ran it. */
const drawn = elements(svg).map(({ text }) => text);
const asRoot = (output: string): string =>
  output.trimEnd().replaceAll(new RegExp(`"0 (${process.geteuid!()}|${process.getegid!()}) 1"`, 'g'), '"0 0 1"');

test('every command in it still runs, and ends as it says', ({ skip }) => {
  const why = noUserNamespaces();
  skip(why !== undefined, why);
  for (const [i, { command, output, status }] of run().entries()) {
    expect({ command, status }).toEqual({ command, status: commands[i]![1] });
    if (status !== 124) expect(output, command).not.toBe('');
    // Of a trace, the C library's own calls depend on it.
    if (!command.includes('trace'))
      for (const line of asRoot(output).split('\n')) expect(drawn, command).toContain(line);
  }
});
