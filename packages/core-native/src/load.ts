import { accessSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Native } from './native.js';
import { opsHash } from './ops-hash.js';

/** The native binary cannot be had; the message says what was tried, what was found, and what to do. */
export class NativeLoadError extends Error {
  readonly code = 'ERR_FORKEXEC_NATIVE';
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'NativeLoadError';
  }
}

let loaded: Native | undefined;

/** The addon, loaded at the first launch and not before. One file serves glibc and musl (docs/decisions/native-build.md). */
export function native(): Native {
  return (loaded ??= load());
}

function load(): Native {
  const target = `${process.platform}-${process.arch}`;
  if (process.platform !== 'linux') {
    throw new NativeLoadError(
      `forkexec launches processes on linux only, this is ${target}; planning works here, with numbers for users and groups`,
    );
  }
  const file = fileURLToPath(new URL(`../prebuilds/${target}/core-native.node`, import.meta.url));
  const addon = open(file, target);
  if (addon.opsHash !== opsHash()) {
    throw new NativeLoadError(`${file} was built from another version of the ops table: build it again (build:native)`);
  }
  return addon;
}

function open(file: string, target: string): Native {
  try {
    accessSync(file);
  } catch (cause) {
    throw new NativeLoadError(
      `no native binary for ${target}: looked for ${file}; ` +
        'reinstall @forkexec/core-native, or build it from its sources (node scripts/build-native.mjs in its folder)',
      { cause },
    );
  }
  try {
    return createRequire(import.meta.url)(file) as Native;
  } catch (cause) {
    throw new NativeLoadError(
      `found ${file}, but it does not load: ${cause instanceof Error ? cause.message : String(cause)}; ` +
        'check that the file system is not mounted noexec and that the file is for this architecture',
      { cause },
    );
  }
}
