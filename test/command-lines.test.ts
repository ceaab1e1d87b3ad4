/** Every command line of the documentation: it is run as it stands, and prints what stands below it. */
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

interface Shown {
  readonly page: string;
  readonly line: string;
  /** A line of three dots stands for any others. Nothing: not shown. */
  readonly printed: readonly string[];
}

/** From a clone and after an installation it is called by longer names. */
const named = /^(?:\$ )?(?:npm start -- |npx @forkexec\/cli |forkexec )/;

/** Behind a prompt, or with four blanks before it; not the forms with what may be left out in brackets. */
function shown(page: string): Shown[] {
  const lines = read(page).split('\n');
  return lines.flatMap((text, i) => {
    const isPrompt = /^\$ (forkexec|npx @forkexec\/cli) /.test(text);
    const command = isPrompt ? text : (/^ {4}(forkexec .*)$/.exec(text)?.[1] ?? /^npm start -- .*$/.exec(text)?.[0]);
    if (command === undefined || /\[(--|[a-z]+\])|bash\|zsh| {2,}#? ?(the exit|print|run) /.test(command)) return [];
    const end = lines.findIndex((line, at) => at > i && /^(\$ |```)/.test(line));
    const line = command.replace(named, 'forkexec ').replace(/ {2,}#.*$/, '');
    return [{ page, line, printed: isPrompt ? lines.slice(i + 1, end) : [] }];
  });
}

const all = documents()
  .filter((page) => !page.includes('CHANGELOG'))
  .flatMap(shown);

/** What depends on who runs this, and where. */
const plain = (text: string): string =>
  text
    .replaceAll(new RegExp(`"0 (?:${process.geteuid!()}|${process.getegid!()}) 1"`, 'g'), '"0 1000 1"')
    .replaceAll(/\d+ vars/g, 'n vars');

function pattern(printed: readonly string[]): RegExp {
  const quoted = printed.map((line) =>
    line.trim() === '…' ? '(?:.*\n)*' : `${plain(line).replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')}\n`,
  );
  return new RegExp(`^${quoted.join('')}$`);
}

test('there are some, in both READMEs', () => {
  const pages = new Set(all.map(({ page }) => page));
  for (const page of ['README.md', 'packages/cli/README.md', 'docs/supervision.md']) expect(pages).toContain(page);
});

test.for(all)('$page: $line', ({ line, printed }, { skip }) => {
  const why = noUserNamespaces();
  skip(why !== undefined, why);
  const fx = `forkexec() { '${process.execPath}' '${root}packages/cli/bin/forkexec.js' "$@"; }`;
  const { stdout } = spawnSync('sh', ['-c', `${fx}; { ${line}\n} 2>&1; echo "status $?"`], {
    encoding: 'utf8',
    cwd: dir,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, LC_ALL: 'C' },
  });
  const [, output = '', status] = /^([^]*)status (\d+)\n$/.exec(stdout) ?? [];
  if (printed.length > 0) expect(plain(output)).toMatch(pattern(printed));
  expect(status).toBe(printed.some((text) => text.startsWith('forkexec: ')) ? '125' : '0');
});
