#!/usr/bin/env node
// Stands where prebuildify expects node-gyp: `cc-gyp.mjs rebuild --target=… --arch=x64 --release`, in native/.
// Calls the compilers itself, so that a build needs no python, no make and no header download. The addon goes to
// build/Release, where prebuildify looks for it; the objects and the joined child stay in build/<arch>.
import { mkdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compilers, run, takes } from './compilers.mjs';
import { addonName, flags as flagsFor, initSource, native, optionalChildFlags, sources } from './native-sources.mjs';

const { values } = parseArgs({
  allowPositionals: true,
  strict: false, // node-gyp's other options mean nothing here
  options: { arch: { type: 'string', default: process.arch } },
});
const arch = String(values.arch);
const objects = join(native, 'build', arch);
const release = join(native, 'build', 'Release');

/** @typedef {import('./compilers.mjs').Compiler} Compiler */
/** @typedef {{ compiler: Compiler, flags: readonly string[], source: string, object: string }} Job */

async function build() {
  const { cc, cxx } = compilers(arch);
  const use = flagsFor(arch);
  const optional = optionalChildFlags.filter((flag) => takes(cc, flag));
  const init = join(objects, 'init');
  const child = [...use.child, ...optional, `-DFX_INIT_FILE="${init}"`];
  const list = sources();
  const jobs = [
    ...list.cxx.map((name) => job(cxx, use.cxx, name)), // the slowest first
    ...list.c.map((name) => job(cc, use.c, name)),
    ...list.child.map((name) => job(cc, child, name)),
  ];
  for (const dir of [objects, release]) {
    rmSync(dir, { recursive: true, force: true });
    mkdirSync(dir, { recursive: true });
  }
  await run(cc, [...use.init, ...optional, '-o', init, join(native, initSource)]);
  await compile(jobs);
  const childObjects = jobs.filter((one) => one.flags === child).map((one) => one.object);
  await run(cc, ['-nostdlib', '-r', '-o', join(objects, 'child-joined.o'), ...childObjects]);
  await run(cc, ['-o', join(release, `${addonName}.node`), ...jobs.map(({ object }) => object), ...use.link]);
}

/**
 * @param {Compiler} compiler
 * @param {readonly string[]} flags
 * @param {string} name
 * @returns {Job}
 */
function job(compiler, flags, name) {
  return { compiler, flags, source: join(native, name), object: join(objects, `${name}.o`) };
}

/** @param {readonly Job[]} jobs */
async function compile(jobs) {
  const queue = [...jobs];
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      await run(next.compiler, [...next.flags, '-c', '-o', next.object, next.source]);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
}

try {
  await build();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
