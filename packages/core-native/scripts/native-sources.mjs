// What the addon is made of: the only list of its sources and flags. Why each flag: docs/decisions/native-build.md.
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);

export const root = fileURLToPath(new URL('..', import.meta.url));
export const native = join(root, 'native');
/** `prebuilds/linux-x64/core-native.node`; src/load.ts looks for the same. */
export const addonName = 'core-native';

/** The machines whose addon is in the package (package.json: files; src/load-places.ts: prebuilt); for others it is built. */
export const shipped = ['x64', 'arm64'];

/** Run in the new process: no libc at all. */
const childSources = ['child.c', 'child_caller.c', 'child_files.c', 'child_init.c', 'child_ops.c', 'newidmap_child.c'];

/** A program of its own, which child_init.c holds as bytes. */
export const initSource = 'init.c';

/** @returns {{ child: string[], c: string[], cxx: string[] }} names below native/ */
export function sources() {
  const names = readdirSync(native).toSorted();
  const missing = [...childSources, initSource].filter((name) => !names.includes(name));
  if (missing.length > 0) throw new Error(`native/ has no ${missing.join(', ')}`);
  return {
    child: childSources,
    c: names.filter((name) => name.endsWith('.c') && name !== initSource && !childSources.includes(name)),
    cxx: names.filter((name) => name.endsWith('.cc')),
  };
}

const common = [
  '-O2',
  '-fPIC',
  '-Wall',
  '-Wextra',
  '-Werror',
  '-fvisibility=hidden',
  '-ffunction-sections',
  '-fdata-sections',
  '-U_FORTIFY_SOURCE', // __memcpy_chk and its like are not in musl
];
const c = ['-std=gnu11', '-Wswitch-enum', '-Wstrict-prototypes', '-Wmissing-prototypes'];

/** All but the child. */
const hosted = ['-Os', '-D_GNU_SOURCE', '-fstack-protector-strong']; // the time goes into system calls

/** The child: no libc, no thread-local storage. */
const freestanding = [
  '-ffreestanding',
  '-fno-builtin',
  '-fno-stack-protector', // its canary is thread-local storage
];

const cxx = [
  '-Os', // glue: the templates of node-addon-api are most of the binary
  '-std=c++17',
  '-fno-exceptions',
  '-fno-asynchronous-unwind-tables', // nothing unwinds through glue: a debugger has the frames of the C below it
  '-fno-rtti',
  '-fno-threadsafe-statics',
  '-D_GLIBCXX_EXTERN_TEMPLATE=0',
  '-DNAPI_VERSION=8', // 10 crashes Node 20 when it loads the addon
  '-DNAPI_DISABLE_CPP_EXCEPTIONS',
  '-DNODE_ADDON_API_DISABLE_DEPRECATED',
  '-DNODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS', // nothing can be thrown in a worker that is being terminated: no reason to abort
];

const link = [
  '-shared',
  '-nostdlib', // no DT_NEEDED, no symbol versions: one file for glibc and musl
  '-Wl,--gc-sections',
  '-Wl,--build-id=none',
  '-Wl,-z,relro',
  '-Wl,-z,now',
  '-Wl,-z,noexecstack',
  '-Wl,-z,nodelete', // our threads outlive the environment that loaded us
  `-Wl,--version-script=${join(native, 'exports.map')}`,
];

/** No vector registers in the child, hence no alignment that a fresh stack might lack. */
const scalar = '-mgeneral-regs-only';

/**
 * Flags of one machine, and those of its child.
 * @type {Readonly<Record<string, { all: readonly string[], child: readonly string[] }>>}
 */
const perArch = {
  x64: { all: [], child: [scalar] },
  // Tiny: an address takes one instruction. Outline atomics are libgcc, which wants __getauxval, which musl has not.
  arm64: { all: ['-mcmodel=tiny', '-mno-outline-atomics'], child: [scalar] },
  // rv64gc has no vector registers, and gcc 12 no such flag.
  riscv64: { all: [], child: [] },
};

/**
 * The optional ones are asked of the compiler first: clang knows no -fno-tree-loop-distribute-patterns, and makes no
 * memset out of a loop under -fno-builtin.
 */
export const optionalChildFlags = ['-fno-tree-loop-distribute-patterns'];

/** native/init.c: static, one segment, a few hundred bytes. */
const standalone = [
  '-Os',
  '-fno-pie',
  '-fno-asynchronous-unwind-tables',
  '-static',
  '-nostdlib',
  '-s',
  '-Wl,-n', // the file is one page, not four
  '-Wl,--build-id=none',
  '-Wl,-z,noexecstack',
];

/** @param {string} arch */
export function flags(arch) {
  const machine = perArch[arch];
  if (!machine)
    throw new Error(`no flags for ${arch}: the core has system calls for ${Object.keys(perArch).join(', ')}`);
  const headers = [require('node-api-headers').include_dir, dirname(require.resolve('node-addon-api/package.json'))];
  const all = [...common, ...machine.all];
  return {
    child: [...c, ...all, ...freestanding, ...machine.child],
    init: [
      ...c,
      ...all.filter((flag) => flag !== '-fPIC' && flag !== '-O2'),
      ...freestanding,
      ...machine.child,
      ...standalone,
    ],
    c: [...c, ...all, ...hosted],
    cxx: [...all, ...hosted, ...cxx, ...headers.flatMap((dir) => ['-isystem', dir])],
    link,
  };
}
