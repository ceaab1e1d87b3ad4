import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What stands in the files of a machine of one's own. */
export interface IDFiles {
  /** Users that there are beside those of this machine, with groups of the same name and number. */
  readonly users?: Readonly<Record<string, number>>;
  readonly subuid?: string;
  readonly subgid?: string;
  /** Without newuidmap and newgidmap. */
  readonly withoutPrograms?: true;
}

/**
 * A command that runs another where these files are the machine's: in a mount namespace of its own, so that nobody else sees
 * them. Needs root.
 */
export function withIDFiles({ users = {}, subuid = '', subgid = '', withoutPrograms }: IDFiles): {
  readonly under: readonly [string, ...string[]];
  remove(): void;
} {
  const dir = mkdtempSync(join(tmpdir(), 'forkexec-ids-'));
  const lines = (line: (name: string, id: number) => string) =>
    Object.entries(users)
      .map(([name, id]) => `${line(name, id)}\n`)
      .join('');
  const files = {
    passwd: readFileSync('/etc/passwd', 'utf8') + lines((name, id) => `${name}:x:${id}:${id}::/:/bin/sh`),
    group: readFileSync('/etc/group', 'utf8') + lines((name, id) => `${name}:x:${id}:`),
    subuid,
    subgid,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text, { mode: 0o644 });
  // The whole of /etc, for nothing can be mounted on a file that is not there; in memory that goes with the namespace.
  const etc = [
    'mkdir -p "$0/etc"',
    'mount -t tmpfs -o mode=755 tmpfs "$0/etc"',
    'cp -a /etc/. "$0/etc"',
    ...Object.keys(files).map((name) => `cp "$0/${name}" "$0/etc"`),
    'mount --bind "$0/etc" /etc',
  ];
  const hides = ['newuidmap', 'newgidmap'].map(
    (name) => `if p=$(command -v ${name}); then mount --bind /dev/null "$p"; fi`,
  );
  const script = [...etc, ...(withoutPrograms ? hides : []), 'exec "$@"'].join(' && ');
  return {
    under: ['unshare', '--mount', '--propagation', 'private', 'sh', '-c', script, dir],
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}
