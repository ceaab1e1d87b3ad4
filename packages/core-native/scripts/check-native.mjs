// Checks what the native build made: the addon needs no library and only the names of native/allowed-symbols.txt; the
// child's objects, joined, need nothing at all. `node scripts/check-native.mjs [arch]`; build-native.mjs runs it too.
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compilers, tool } from './compilers.mjs';
import { addonName, native, root } from './native-sources.mjs';

/** @param {string} arch */
export function artefacts(arch) {
  return {
    addon: join(root, 'prebuilds', `linux-${arch}`, `${addonName}.node`),
    child: join(native, 'build', arch, 'child-joined.o'),
  };
}

/**
 * @param {string} arch
 * @returns {string[]} what is wrong; none when all is well
 */
export function checkNative(arch) {
  const { addon, child } = artefacts(arch);
  const { cc } = compilers();
  const wrong = undefinedNames(tool(cc, 'nm'), [child]).map((name) => `the child is not free of libc: ${name}`);
  const dynamic = execFileSync(tool(cc, 'readelf'), ['-dW', addon], { encoding: 'utf8' });
  for (const [, library] of dynamic.matchAll(/\(NEEDED\).*\[(.*)\]/g)) wrong.push(`the addon needs ${library}`);
  const allowed = allowList();
  for (const name of undefinedNames(tool(cc, 'nm'), ['-D', addon])) {
    if (!allowed(name)) wrong.push(`the addon needs ${name}, which is not in native/allowed-symbols.txt`);
  }
  return wrong;
}

/**
 * @param {string} nm
 * @param {readonly string[]} args
 */
function undefinedNames(nm, args) {
  const text = execFileSync(nm, ['--undefined-only', ...args], { encoding: 'utf8' });
  return [...text.matchAll(/^\s+[UwvW] (\S+)/gm)].map(([, name = '']) => name);
}

function allowList() {
  const lines = readFileSync(join(native, 'allowed-symbols.txt'), 'utf8').split('\n');
  const names = lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
  const exact = new Set(names.filter((name) => !name.endsWith('*')));
  const prefixes = names.filter((name) => name.endsWith('*')).map((name) => name.slice(0, -1));
  return (/** @type {string} */ name) => exact.has(name) || prefixes.some((prefix) => name.startsWith(prefix));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const arch = process.argv[2] ?? process.arch;
  const wrong = checkNative(arch);
  for (const line of wrong) console.error(line);
  if (wrong.length > 0) process.exitCode = 1;
  else
    console.log(`${addonName}.node for linux-${arch}: ${statSync(artefacts(arch).addon).size} bytes, needs no library`);
}
