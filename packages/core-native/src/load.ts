import { createRequire } from 'node:module';
import { refusal } from './load-cause.js';
import { NativeLoadError, type TriedFile } from './load-error.js';
import { wrongFile } from './load-file.js';
import { absence, here, type Obstacle, places } from './load-places.js';
import type { Native } from './native.js';
import { opsHash } from './ops-hash.js';

let loaded: Native | undefined;

/**
 * The addon, loaded at the first launch and not before. One file serves glibc and musl (docs/decisions/native-build.md).
 * @throws NativeLoadError
 */
export function native(): Native {
  return (loaded ??= load());
}

function load(): Native {
  const target = `${process.platform}-${process.arch}`;
  if (process.platform !== 'linux') {
    throw new NativeLoadError(
      `forkexec launches processes on Linux only, and this is ${target}`,
      'attributes, plan() and formatPlan() work here, with numbers for users and groups; ' +
        'launch on Linux: on a machine, in a container, or in WSL 2',
    );
  }
  const tried: TriedFile[] = [];
  let first: Obstacle | undefined;
  for (const file of places(target)) {
    const obstacle = absence(file, target);
    if (obstacle === undefined) return open(file, target, tried);
    tried.push({ file, found: obstacle.found });
    first ??= obstacle;
  }
  throw new NativeLoadError(`no native core for ${target}`, first!.hint, tried);
}

function open(file: string, target: string, tried: readonly TriedFile[]): Native {
  const refused = ({ found, hint }: Obstacle, cause?: unknown) =>
    new NativeLoadError(`the native core for ${target} cannot be used`, hint, [...tried, { file, found }], { cause });
  const wrong = wrongFile(file);
  if (wrong) throw refused(wrong);
  let addon: Partial<Native>;
  try {
    addon = createRequire(here())(file) as Partial<Native>;
  } catch (cause) {
    throw refused(refusal(file, cause), cause);
  }
  const wanted = opsHash();
  if (addon.opsHash === wanted) return addon as Native;
  throw refused({
    found: `was built from another ops table (${hex(addon.opsHash)}) than this JavaScript (${hex(wanted)})`,
    hint:
      'two versions of @forkexec/core-native are mixed: install it again; ' +
      'in a clone build both again (npm run build), beside a bundle copy the prebuilds of the version that is in it',
  });
}

function hex(hash: number | undefined): string {
  return hash === undefined ? 'none' : hash.toString(16).padStart(8, '0');
}
