/** Every command line of the documentation that has no prompt, and no output below it (console.test.ts has those): it works. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { documents, read, root } from './markdown.js';
import { noUserNamespaces } from './user-namespaces.js';

let dir: string;
beforeAll(() => (dir = mkdtempSync(join(tmpdir(), 'forkexec-console-'))));
afterAll(() => rmSync(dir, { recursive: true }));

/** From a clone it is called by a longer name. */
const named = /^(?:npm start -- |forkexec )/;

/** With four blanks before it, or from a clone; not the forms with what may be left out in brackets. */
function shown(page: string): { page: string; line: string }[] {
  return read(page)
    .split('\n')
    .flatMap((text) => {
      const command = /^ {4}(forkexec .*)$/.exec(text)?.[1] ?? /^npm start -- .*$/.exec(text)?.[0];
      if (command === undefined || /\[(--|[a-z]+\])|bash\|zsh| {2,}#? ?(the exit|print|run) /.test(command)) return [];
      return [{ page, line: command.replace(named, 'forkexec ').replace(/ {2,}#.*$/, '') }];
    });
}

const all = documents()
  .filter((page) => !page.includes('CHANGELOG'))
  .flatMap(shown);

test('there are some, in both READMEs', () => {
  const pages = new Set(all.map(({ page }) => page));
  for (const page of ['README.md', 'packages/cli/README.md']) expect(pages).toContain(page);
});

test.for(all)('$page: $line', ({ line }, { skip }) => {
  const why = noUserNamespaces();
  skip(why !== undefined, why);
  const fx = `forkexec() { '${process.execPath}' '${root}packages/cli/bin/forkexec.js' "$@"; }`;
  const { status, stdout } = spawnSync('sh', ['-c', `${fx}; { ${line}\n} 2>&1`], {
    encoding: 'utf8',
    cwd: dir,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, LC_ALL: 'C' },
  });
  expect(status, stdout).toBe(0);
});
