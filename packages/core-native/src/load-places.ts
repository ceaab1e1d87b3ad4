/** Where the addon may be, and why it is not there. */
import { accessSync, constants, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What stands in the way, and what to do about it. */
export interface Obstacle {
  readonly found: string;
  readonly hint: string;
}

/** What `npm install` brings; others are built (docs/decisions/native-build.md). */
const prebuilt: readonly string[] = ['linux-x64', 'linux-arm64'];
/** The core has a header of raw system calls for these, too (scripts/native-sources.mjs). */
const buildable: readonly string[] = [...prebuilt, 'linux-riscv64'];

// A bundler that makes CommonJS leaves import.meta empty, and brings __filename instead.
// oxlint-disable-next-line no-underscore-dangle -- its name
declare const __filename: string | undefined;

/** The file of this very code, wherever a bundler has put it. */
export function here(): string {
  const url = import.meta.url as string | undefined;
  if (url !== undefined) return fileURLToPath(url);
  return typeof __filename === 'string' ? __filename : join(process.cwd(), 'bundle.js');
}

/** Beside our own `dist/`. For a bundle, too, and beside the bundle itself. */
export function places(target: string): string[] {
  const folders = inPackage() ? ['..'] : ['.', '..'];
  return folders.map((folder) => join(dirname(here()), folder, 'prebuilds', target, 'core-native.node'));
}

/** Why the file cannot be opened; undefined when it can. */
export function absence(file: string, target: string): Obstacle | undefined {
  try {
    accessSync(file, constants.R_OK);
    return undefined;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { found: `is not there${others(file)}`, hint: cure(target) };
    if (code === 'EACCES') {
      const found = `may not be read by user ${process.geteuid?.()}`;
      return { found, hint: 'give it the right to read the file, and to search the folders above it' };
    }
    // Node's and Deno's permissions.
    return { found: `may not be read: ${message}`, hint: `allow it: ${PERMISSIONS}` };
  }
}

export const PERMISSIONS =
  'node --permission needs --allow-addons and --allow-fs-read of the package, ' +
  'deno --allow-ffi, --allow-read, --allow-env and --allow-sys';

function cure(target: string): string {
  if (!inPackage()) {
    return (
      'this code is not in its package any more: tell the bundler that @forkexec/core-native is external, ' +
      'or copy the folder prebuilds of that package beside the bundle'
    );
  }
  const build = 'build it: node scripts/build-native.mjs in the folder of @forkexec/core-native (docs/building.md)';
  const shipped = `it is shipped for ${prebuilt.join(' and ')}`;
  if (!buildable.includes(target))
    return `${shipped}, and the core has no system calls for this machine (docs/building.md)`;
  if (!prebuilt.includes(target)) return `${shipped}; ${build}`;
  return `install @forkexec/core-native again, or in a clone ${build}`;
}

/** Whether our package.json is where it is in the package. */
function inPackage(): boolean {
  try {
    const { name } = JSON.parse(readFileSync(join(dirname(here()), '..', 'package.json'), 'utf8')) as {
      name?: unknown;
    };
    return name === '@forkexec/core-native';
  } catch {
    return false; // not there, or of something else: bundled
  }
}

/** The platforms whose binaries are there instead. */
function others(file: string): string {
  try {
    const names = readdirSync(join(file, '..', '..'));
    return names.length === 0 ? '' : `, only ${names.toSorted().join(', ')}`;
  } catch {
    return ''; // no folder at all
  }
}
