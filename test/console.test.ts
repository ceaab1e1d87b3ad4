// What stands between fences in the documentation and is no program (documents.test.ts): commands are run, and what they
// print is compared.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { asUser1000, blocks, documents, read, root } from './markdown.js';
import { noUserNamespaces } from './user-namespaces.js';

const pages = documents().filter((page) => !page.endsWith('CHANGELOG.md'));
const all = pages.flatMap((page) =>
  blocks(read(page)).map((block, i, those) => ({
    page,
    language: block.language,
    text: block.text,
    before: those[i - 1],
  })),
);
const scripts = (JSON.parse(read('package.json')) as { scripts: Record<string, string> }).scripts;

test('every block is of a kind that is run or compared', () => {
  const other = all.filter(({ page, language, text, before }) => {
    if (language === 'js') return !text.startsWith('import '); // documents.test.ts
    if (language === 'text') return before?.language !== 'js' && page !== 'docs/supervision.md'; // of a js block; below
    if (language === 'ts') return !['packages/attrs/README.md', 'docs/plan.md'].includes(page); // package.test.ts; below
    // A diagram; a debugger's dialogue.
    return !['console', 'sh', 'mermaid', 'gdb'].includes(language);
  });
  expect(other).toEqual([]);
});

interface Line {
  readonly command: string;
  readonly prints: string;
}

/** `$ command`, and what it prints until the next. */
function dialogue(text: string): Line[] {
  return text
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const [command = '', ...lines] = part.split('\n');
      return { command: command.replace('npx @forkexec/cli', 'forkexec'), prints: lines.join('\n') };
    });
}

/** A line `…`, or one at the end of a line, stands for anything; numbers of processes and of variables are any. */
function pattern(prints: string): RegExp {
  const escaped = prints
    .split('\n')
    .map((line) => (line.trim() === '…' ? '(?:.*\n)*?' : `${escape(line)}\n`))
    .join('')
    .replace(/\n$/, '');
  return new RegExp(`^${escaped}$`);
}

function escape(line: string): string {
  return line
    .replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
    .replace(/\/\\\* \d+ vars/g, '/\\* \\d+ vars')
    .replace(/\b\d{4,}\b(?!,)/g, (digits) => (digits === '1000' ? digits : '\\d+'))
    .replace(/ {2,}=/g, ' +=');
}

/** A folder in the clone, with the program of docs/debugging.md, and `forkexec` in the PATH. */
function desk(): { cwd: string; env: NodeJS.ProcessEnv } {
  mkdirSync(join(root, 'build'), { recursive: true });
  const cwd = mkdtempSync(join(root, 'build', 'console-'));
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  chmodSync(cwd, 0o755);
  writeFileSync(
    join(cwd, 'program.mjs'),
    `import { startProcess } from '@forkexec/exec';
     await (await startProcess('/bin/true', ['true'], { dir: '/usr', sys: { setsid: true } })).wait();`,
  );
  const command = join(cwd, 'forkexec');
  writeFileSync(
    command,
    `#!/bin/sh\nexec '${process.execPath}' '${join(root, 'packages/cli/bin/forkexec.js')}' "$@"\n`,
  );
  chmodSync(command, 0o755);
  return { cwd, env: { ...process.env, PATH: `${cwd}:${process.env['PATH']}`, NODE_OPTIONS: '' } };
}

const consoles = all.filter(({ language }) => language === 'console');

describe('commands in the documentation', () => {
  test.for(consoles)('$page: the dialogue is that of a terminal', { timeout: 60_000 }, ({ text }, { skip }) => {
    const why = /^\$ (?:npx @forkexec\/cli|forkexec) -rm/m.test(text) ? noUserNamespaces() : undefined;
    skip(why !== undefined, why);
    const needs = /^\$ (strace)\b/m.exec(text)?.[1];
    skip(needs !== undefined && !existsSync(`/usr/bin/${needs}`), `needs ${needs}`);
    const { cwd, env } = desk();
    for (const { command, prints } of dialogue(text)) {
      const both = ['-c', `exec 2>&1; ${command}`];
      const { status, stdout } = spawnSync('/bin/sh', both, { cwd, env, encoding: 'utf8' });
      if (prints === '')
        expect({ status, stdout: status === 0 ? '' : stdout }, command).toEqual({ status: 0, stdout: '' });
      else expect(asUser1000(stdout), command).toMatch(pattern(prints));
      const failed = /^forkexec: /m.test(prints);
      expect(command.startsWith('forkexec ') ? status : 0, command).toBe(failed ? 125 : 0);
    }
  });

  test('those for a shell are scripts of the repository, with arguments that are taken', () => {
    const lines = all
      .filter(({ language }) => language === 'sh')
      .flatMap(({ page, text }) =>
        text
          .trim()
          .split('\n')
          .map((line) => ({ page, line })),
      );
    const { cwd, env } = desk();
    for (const { page, line } of lines) {
      const [, command = ''] = /^(.*?) *(?:#.*)?$/.exec(line) ?? [];
      if (
        /^(?:git clone |cd |npm install --no-save |node scripts\/build-native\.mjs|node --import @forkexec\/exec\/register )/.test(
          command,
        )
      )
        continue;
      const [, script = ''] = /^npm (?:run )?([\w:]+)/.exec(command) ?? [];
      expect(Object.keys(scripts), `${page}: ${line}`).toContain(script);
      const [, args] = /^npm start -- ([^[]*)$/.exec(command) ?? [];
      if (args === undefined || args.startsWith('completion')) continue;
      const { status, stderr } = spawnSync('/bin/sh', ['-c', `forkexec plan ${args}`], { cwd, env, encoding: 'utf8' });
      expect({ status, stderr }, line).toEqual({ status: 0, stderr: '' });
    }
  });
});

function blockOf(of: string, kind: string): string {
  return all.find(({ page, language }) => page === of && language === kind)?.text ?? '';
}

test('docs/plan.md: a plan is what it says', () => {
  const source = read('packages/core-native/src/plan.ts');
  const fields = [...blockOf('docs/plan.md', 'ts').matchAll(/(?:[{;]|^ ) ?(\w+\??):/gm)].map(([, name]) => name);
  expect(fields).toEqual(['clone', 'flags', 'cgroupFd?', 'cgroupPath?', 'parent', 'child']);
  for (const name of fields) expect(source).toContain(`readonly ${name}:`);
});

test('docs/building.md installs the versions that the package was built with', () => {
  const { devDependencies } = JSON.parse(read('packages/core-native/package.json')) as {
    devDependencies: Record<string, string>;
  };
  const named = [...read('docs/building.md').matchAll(/ ([\w-]+)@([\d.]+)/g)].map(([, name, version]) => [
    name,
    version,
  ]);
  expect(Object.fromEntries(named)).toEqual(devDependencies);
});

test('docs/supervision.md: each status line is JSON, with the names that the command writes', () => {
  const text = blockOf('docs/supervision.md', 'text');
  const { cwd, env } = desk();
  const { stdout } = spawnSync(
    '/bin/sh',
    ['-c', 'forkexec --timeout 0.05 --json-status-fd 1 -- sleep 60 2>/dev/null'],
    { cwd, env, encoding: 'utf8' },
  );
  const names = (lines: string) =>
    lines
      .trim()
      .split('\n')
      .map((line) => Object.keys(JSON.parse(line) as object));
  expect(names(text)).toEqual(names(stdout));
});
