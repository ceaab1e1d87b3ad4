/** The same cases with node:child_process and with ours, on every version of Node that is here: what can be seen is the same. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { runtimes } from '../../../../tools/runtimes/index.mjs';

const runner = fileURLToPath(new URL('../fixtures/compat/runner.mjs', import.meta.url));

interface Seen {
  readonly file: string;
  readonly name: string;
  readonly transcript: readonly unknown[];
}

/** What every case has shown, by its name. */
async function show(node: string, which: 'node' | 'ours' | 'registered'): Promise<Map<string, readonly unknown[]>> {
  const child = spawn(node, [runner, which], { stdio: ['ignore', 'pipe', 'pipe'] });
  let noise = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (noise += text));
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  const code = await new Promise((resolve) => child.on('close', (status, signal) => resolve(status ?? signal)));
  expect(code, noise).toBe(0);
  // Not by node:readline, which since Node 24 takes U+2028 for the end of a line, too.
  const seen = said
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Seen);
  return new Map(seen.map(({ file, name, transcript }) => [`${file}: ${name}`, transcript]));
}

const all = runtimes().filter(({ kind }) => kind === 'node');
const others = all.filter(({ name }) => name !== `Node ${Number.parseInt(process.versions.node, 10)}`);

function compare(node: string, which: 'ours' | 'registered'): void {
  let shown: Promise<readonly Map<string, readonly unknown[]>[]>;
  beforeAll(async () => {
    shown = Promise.all([show(node, 'node'), show(node, which)]);
    await shown;
  });
  test('each case ends, in Node and here', async () => {
    const [nodes = new Map<string, readonly unknown[]>(), ours = nodes] = await shown;
    expect(nodes.size).toBeGreaterThan(120);
    expect([...ours.keys()]).toEqual([...nodes.keys()]);
    for (const [name, transcript] of nodes) expect(JSON.stringify(transcript), name).not.toContain('the case failed');
  });
  test('each case shows the same', async () => {
    const [nodes = new Map<string, readonly unknown[]>(), ours = nodes] = await shown;
    for (const [name, transcript] of nodes) expect.soft(ours.get(name), name).toEqual(transcript);
  });
}

const pairs = [
  { name: 'child_process', path: process.execPath, which: 'ours' },
  { name: 'register', path: process.execPath, which: 'registered' },
  ...others.map(({ name, path }) => ({ name, path, which: 'ours' }) as const),
] as const;
describe.each(pairs)('$name', ({ path, which }) => {
  compare(path, which);
});

test('other versions of Node', ({ skip }) => {
  skip(others.length === 0, 'no other versions of Node: npm run runtimes');
  expect(others.length).toBeGreaterThan(0);
});
