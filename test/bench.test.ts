import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { chart, spaced } from '../bench/report/chart.mjs';
import { time } from '../bench/report/numbers.mjs';
import { judged } from '../bench/report/targets.mjs';
import { quantile, spread, spreads } from '../bench/stats.mjs';
import { parseXml } from './xml.js';

const bench = fileURLToPath(new URL('../bench/run.mjs', import.meta.url));
const dir = mkdtempSync(join(tmpdir(), 'forkexec-bench-'));
afterAll(() => rmSync(dir, { recursive: true }));

const node = `node${process.versions.node.split('.')[0]}`;
const positive = expect.toSatisfy((n: unknown) => typeof n === 'number' && n > 0, 'a number above 0');
const numbers = { median: positive, min: positive, max: positive };
const measured = { rounds: 1, latencyUs: numbers, p99Us: numbers, blockedUs: numbers, perSecond: numbers, x: numbers };

function run(...args: string[]) {
  return runWith(process.env, ...args);
}

function runWith(env: NodeJS.ProcessEnv, ...args: string[]) {
  return promisify(execFile)(process.execPath, [bench, ...args], { env });
}

interface Row {
  peer: string;
  work: string;
  problem?: string;
}

// No numbers are looked at: on a shared machine they would say more about the neighbours.
test('everything is measured once, and told', { timeout: 60_000 }, async () => {
  const out = join(dir, 'results.json');
  const peers = ['c', 'c-fork', 'forkexec', 'drop-in', node, 'python'].join();
  const { stdout, stderr } = await run('--quick', '--memory', '4M', '--ms', '5', '--peers', peers, '--out', out);
  const results = JSON.parse(readFileSync(out, 'utf8'));
  const row = (peer: string, work: string) =>
    results.rows.find((each: Row) => each.peer === peer && each.work === work) as Row;
  for (const work of ['sync', 'async', 'flight', 'newuser', 'newuserAsync'])
    expect(row('forkexec', work)).toSatisfy(measuredOrRefused);
  for (const work of ['sync', 'flight', 'output']) expect(row('c', work)).toMatchObject(measured);
  for (const work of ['sync', 'async', 'flight', 'output', 'pipe']) {
    expect(row(node, work)).toMatchObject(measured);
    expect(row('drop-in', work)).toSatisfy(measuredOrMissing);
  }
  expect(row('forkexec', 'output')).toSatisfy(measuredOrMissing);
  expect(row('c-fork', 'sync')).toMatchObject(measured);
  expect(results).toMatchObject({ complete: true, missing: expect.any(Array), seconds: expect.any(Number) });
  expect(results.flat).toContainEqual(
    expect.objectContaining({ peer: 'forkexec', work: 'async', of: 'children', count: 100, times: numbers }),
  );
  expect(results.delay).toContainEqual(expect.objectContaining({ peer: 'forkexec', idleMs: numbers, done: numbers }));
  expect(results.childMemory).toContainEqual(expect.objectContaining({ peer: node, stdio: 'pipe' }));
  expect(results).toMatchObject({ command: { nodeMs: numbers, forkexecMs: numbers }, binaryBytes: positive });
  expect(Object.keys(results.calls)).toEqual(['plan', 'planNewuser', 'planEnv', 'encode', 'encodeEnv']);
  for (const text of ['startProcess, wait', 'Many descriptors open', 'Targets', 'plan(): attributes to steps'])
    expect(stdout).toContain(text);
  // Objects of numbers on one line: as the formatter wants it.
  expect(readFileSync(out, 'utf8')).not.toMatch(/\S {2,}\S/);
  expect(stderr).toMatch(/done after \d+ s\n$/);
  expect(ours()).toEqual([]);
});

/** Where the machine forbids user namespaces, the row says so. */
function measuredOrRefused(row: Row) {
  return 'x' in row || (row.work.startsWith('newuser') && /^clone|uid_map|setgroups/.test(row.problem ?? ''));
}

function measuredOrMissing(row: Row) {
  return 'x' in row || row.problem === 'not there';
}

/** Processes that run a program of bench/build. */
function ours() {
  const programs = fileURLToPath(new URL('../bench/build/', import.meta.url));
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'latin1').startsWith(programs);
    } catch {
      return false; // it has just ended
    }
  });
}

/** A PATH with what the floor needs, and a Python that ends at its first request. */
function poorPath() {
  for (const name of ['cc', 'ldd']) {
    const found = process.env['PATH']?.split(':').find((place) => existsSync(join(place, name))) ?? '';
    symlinkSync(join(found, name), join(dir, name));
  }
  const python = join(dir, 'python3');
  const script = `[ "$1" = -c ] && echo ${python}; [ "$1" = --version ] && echo Python 0; [ $# = 5 ] || exit 0`;
  writeFileSync(python, `#!/bin/sh\n${script}; echo '{}'; read line; echo too bad >&2; exit 3\n`, { mode: 0o755 });
  return dir;
}

test('a peer that is not there is named, one that fails is told, and the others go on', async () => {
  const out = join(dir, 'poor.json');
  const args = ['--quick', '--memory', '4M', '--ms', '5', '--rows', 'sync,output', '--peers', 'python,go,c'];
  const { stderr } = await runWith({ ...process.env, PATH: poorPath() }, ...args, '--out', out);
  expect(stderr).toContain('left out: Go: not installed\n');
  const { rows, missing, complete } = JSON.parse(readFileSync(out, 'utf8'));
  expect(missing).toEqual([{ id: 'go', name: 'Go', why: 'not installed' }]);
  const failed = { peer: 'python', memoryMiB: 4, rounds: 0, problem: 'Python ended: exit status 3: too bad' };
  expect(rows).toEqual([
    expect.objectContaining({ peer: 'c', work: 'sync', ...measured }),
    expect.objectContaining({ peer: 'c', work: 'output', ...measured }),
    { ...failed, work: 'sync' },
    { ...failed, work: 'output' },
  ]);
  expect(complete).toBe(true);
});

test('what makes no sense is refused before anything is measured', async () => {
  const refused = (text: RegExp, ...args: string[]) =>
    expect(run(...args)).rejects.toMatchObject({ code: 1, stderr: expect.stringMatching(text) });
  await refused(/^--memory: expected sizes such as 50M or 1G, got 'lots'/, '--memory', '50M,lots');
  await refused(/^--peers: expected some of c, .*, got 'perl'/, '--peers', 'c,perl');
  await refused(/^--rows: expected some of sync, .*, got 'x'/, '--rows', 'x');
  await refused(/^--rounds: expected a whole number from 1, got '0'/, '--rounds', '0');
});

describe('statistics', () => {
  test('a quantile is one of the values', () => {
    expect(quantile([3, 1, 2], 0.5)).toBe(2);
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(3);
    expect(quantile([5], 0.99)).toBe(5);
    const hundred = Array.from({ length: 100 }, (_, i) => i);
    expect([0, 0.5, 0.99, 1].map((q) => quantile(hundred, q))).toEqual([0, 50, 99, 99]);
    expect(() => quantile([], 0.5)).toThrow('nothing was measured');
  });

  test('a spread is the middle and the ends, to four digits', () => {
    expect(spread([10, 1.23456, 3])).toEqual({ median: 3, min: 1.235, max: 10 });
    expect(
      spreads([
        { a: 1, b: 2 },
        { a: 3, b: 1 },
      ]),
    ).toEqual({ a: { median: 3, min: 1, max: 3 }, b: { median: 2, min: 1, max: 2 } });
    expect(spreads([])).toEqual({});
  });

  test('a time has the unit that it is read best in', () => {
    expect([5.25, 78.4, 2731, 32_100, 1_250_000].map(time)).toEqual(['5.3 µs', '78 µs', '2.7 ms', '32 ms', '1.3 s']);
  });
});

type Results = Parameters<typeof chart>[0];

const at = (peer: string, work: string, memoryMiB: number, us: number) => {
  const all = (value: number) => ({ median: value, min: value, max: value });
  return { peer, work, memoryMiB, rounds: 1, x: all(us / 100), latencyUs: all(us) };
};

test('a target is met, or missed by how much, or was not measured', () => {
  const results = { rows: [] } as unknown as Results;
  const target = (is: 'most' | 'least', value?: number) =>
    judged({ what: 'it', limit: 10, unit: 'µs', is, value: () => value }, results).slice(1);
  expect(target('most', 9)).toEqual(['<= 10 µs', '9.00 µs', 'met']);
  expect(target('most', 10.04)).toEqual(['<= 10 µs', '10.0 µs', 'met']);
  expect(target('most', 12.5)).toEqual(['<= 10 µs', '12.5 µs', '**missed** by 25 %']);
  expect(target('least', 12.5)).toEqual(['>= 10 µs', '12.5 µs', 'met']);
  expect(target('least', 8)).toEqual(['>= 10 µs', '8.00 µs', '**missed** by 25 %']);
  expect(target('most')).toEqual(['<= 10 µs', '', 'not measured']);
  const share = { what: 'it', limit: 10, unit: '%', value: () => 34 };
  expect(judged(share, results).slice(2)).toEqual(['34.0 %', '**missed** by 24.0 points']);
});

describe('the chart', () => {
  const rows = [50, 1024, 8192].flatMap((mib) => [
    at('c', 'sync', mib, 70),
    at('forkexec', 'sync', mib, 80),
    at('forkexec', 'async', mib, 90),
    at('node20', 'sync', mib, mib * 30),
    at('node24', 'sync', mib, mib * 28),
    at('bun', 'sync', mib, 100),
  ]);
  const svg = chart({ rows } as unknown as Results);
  const all = parseXml(svg);

  test('is well-formed, with a title and a line for each peer', () => {
    expect(all[0]).toMatchObject({ name: 'svg', attributes: { xmlns: 'http://www.w3.org/2000/svg' } });
    expect(all.filter(({ name }) => name === 'title')).toHaveLength(1);
    const texts = all.filter(({ name }) => name === 'text').map(({ text }) => text);
    for (const text of ['50 MiB', '8 GiB', '1 ms', 'Node 20, 24: 246 ms', 'Bun: 100 µs', 'forkexec, forkExec: 80 µs'])
      expect(texts).toContain(text);
    expect(all.filter(({ name }) => name === 'circle')).toHaveLength(rows.length);
  });

  test('has all of it inside, and no two labels on each other', () => {
    const [, , width = 0, height = 0] = (all[0]?.attributes['viewBox'] ?? '').split(' ').map(Number);
    const places = all.filter(({ name }) => name === 'text' || name === 'circle');
    for (const { attributes: a } of places) {
      expect(Number(a['x'] ?? a['cx'])).toSatisfy((x: number) => x > 0 && x < width);
      expect(Number(a['y'] ?? a['cy'])).toSatisfy((y: number) => y > 0 && y < height);
    }
    const labels = places.filter(({ text }) => /: \d/.test(text)).map(({ attributes }) => Number(attributes['y']));
    const gaps = labels.toSorted((a, b) => a - b).map((y, i, sorted) => y - (sorted[i - 1] ?? -Infinity));
    expect(labels).toHaveLength(5);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(18);
    expect(spaced([100, 100, 410])).toEqual([100, 118, 410]);
    expect(spaced([414, 415, 416])).toEqual([380, 398, 416]);
  });

  test('of one size, or of nothing, is still one', () => {
    for (const some of [rows.slice(0, 3), []])
      expect(parseXml(chart({ rows: some } as unknown as Results))[0]?.name).toBe('svg');
  });
});
