import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';
import { outdated } from '../scripts/gen-docs.mjs';
import { anchors, asUser1000, blocks, documents, prose, read, root } from './markdown.js';
import { noUserNamespaces } from './user-namespaces.js';

const pages = documents().filter((page) => !page.endsWith('CHANGELOG.md'));

test('the tables that repeat code are what the code says', () => {
  expect([...outdated().keys()]).toEqual([]);
});

test('every relative link leads somewhere', () => {
  const broken: string[] = [];
  for (const page of pages) {
    for (const [, target = ''] of prose(read(page)).matchAll(/\]\(([^()\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? page : normalize(join(dirname(page), path));
      const found = !file.startsWith('..') && existsSync(join(root, file));
      if (!found || (anchor !== undefined && !anchors(read(file)).includes(anchor))) broken.push(`${page}: ${target}`);
    }
  }
  expect(broken).toEqual([]);
});

test('every file that is named is there', () => {
  const gone = pages.flatMap((page) =>
    [...read(page).matchAll(/`((?:packages|scripts|docs|examples|test)\/[\w./-]+)`/g)]
      .map(([, path = '']) => path)
      .filter((path) => !['.', 'packages/core-native'].some((base) => existsSync(join(root, base, path))))
      .map((path) => `${page}: ${path}`),
  );
  expect(gone).toEqual([]);
});

test('every page is linked from somewhere', () => {
  const own = ['README.md', '.changeset'];
  const linked = new Set(
    pages.flatMap((page) =>
      [...prose(read(page)).matchAll(/\]\(([^()\s#]+)/g)].map(([, path = '']) => normalize(join(dirname(page), path))),
    ),
  );
  const alone = pages.filter((page) => !linked.has(page) && !own.some((start) => page.startsWith(start)));
  expect(alone).toEqual([]);
});

/** Programs in the documentation, each with what it is said to print, if that follows. */
const programs = pages.flatMap((page) => {
  const all = blocks(read(page));
  return all.flatMap(({ language, text }, i) => {
    if (language !== 'js' || !text.startsWith('import ')) return [];
    const next = all[i + 1];
    return [{ page, text, printed: next?.language === 'text' ? next.text : undefined }];
  });
});

describe('programs in the documentation', () => {
  test('there are some', () => {
    expect(programs.length).toBeGreaterThan(4);
  });

  test.for(programs)('$page prints what it says', { timeout: 30_000 }, ({ text, printed }, { skip }) => {
    const why = text.includes('CLONE_NEWUSER') ? noUserNamespaces() : undefined;
    skip(why !== undefined, why);
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-'], {
      cwd: root,
      input: text,
      encoding: 'utf8',
      timeout: 20_000,
    });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    if (printed !== undefined) expect(asUser1000(stdout)).toBe(printed);
  });
});
