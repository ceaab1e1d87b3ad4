import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** What a build or an installation makes: .gitignore. */
const made = new Set(['node_modules', 'dist', 'prebuilds', 'build', 'coverage', '.turbo', '.git']);

/** Every Markdown file of the repository, as a path from its root. */
export function documents(dir = ''): string[] {
  return readdirSync(join(root, dir), { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) return made.has(entry.name) ? [] : documents(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

export function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** A fenced block of code. */
interface Block {
  readonly language: string;
  readonly text: string;
}

export function blocks(markdown: string): Block[] {
  const fences = markdown.matchAll(/^( *)```(\w*)\n(.*?)^\1```$/gms);
  return [...fences].map(([, , language = '', text = '']) => ({ language, text }));
}

/** Without what is code: links and headings in there are none. */
export function prose(markdown: string): string {
  return markdown.replace(/^( *)```.*?^\1```$/gms, '').replace(/`[^`\n]*`/g, (span) => 'x'.repeat(span.length));
}

/** The anchors that GitHub gives to headings. */
export function anchors(markdown: string): string[] {
  const outside = markdown.replace(/^( *)```.*?^\1```$/gms, '');
  const headings = outside.matchAll(/^#{1,6} +(.*)$/gm);
  return [...headings].map(([, text = '']) =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** The id maps of whoever runs this, as if user 1000 did. */
export function asUser1000(text: string): string {
  const ids = [process.geteuid!(), process.getegid!()];
  return ids.reduce((all, id) => all.replaceAll(`"0 ${id} 1"`, '"0 1000 1"'), text);
}
