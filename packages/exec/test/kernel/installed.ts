import {
  accessSync,
  chmodSync,
  constants,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packages = fileURLToPath(new URL('../../..', import.meta.url));

/** The built packages and the fixtures, and a Node to run them, in a place where every user may read them. */
export interface Installed {
  readonly node: string;
  /** The copy of a file under test/fixtures. */
  readonly fixture: (name: string) => string;
  remove(): void;
}

export function install(): Installed {
  const dir = mkdtempSync(join(tmpdir(), 'forkexec-installed-'));
  chmodSync(dir, 0o755);
  const modules = join(dir, 'node_modules', '@forkexec');
  for (const path of ['attrs/dist', 'core-native/dist', 'core-native/prebuilds', 'exec/dist', 'exec/test/fixtures']) {
    cpSync(join(packages, path), join(modules, path), { recursive: true });
  }
  for (const name of ['attrs', 'core-native', 'exec']) {
    copyFileSync(join(packages, name, 'package.json'), join(modules, name, 'package.json'));
  }
  return {
    node: everybodyMayRun(process.execPath) ? process.execPath : copyOfNode(dir),
    fixture: (name) => join(modules, 'exec/test/fixtures', name),
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

function everybodyMayRun(file: string): boolean {
  accessSync(file, constants.X_OK);
  for (let path = file; path !== '/'; path = dirname(path)) if ((statSync(path).mode & 0o001) === 0) return false;
  return true;
}

function copyOfNode(dir: string): string {
  const node = join(dir, 'bin', 'node');
  mkdirSync(dirname(node));
  copyFileSync(process.execPath, node, constants.COPYFILE_FICLONE);
  chmodSync(node, 0o755);
  return node;
}
