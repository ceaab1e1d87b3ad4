// Checks what the native build made: the addon needs no library and only the names of native/allowed-symbols.txt, is
// hardened and small; the child's objects, joined, need nothing at all. `node scripts/check-native.mjs [arch]`;
// build-native.mjs runs it too.
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
  const { cc } = compilers(arch);
  const wrong = undefinedNames(tool(cc, 'nm'), [child]).map((name) => `the child is not free of libc: ${name}`);
  const dynamic = execFileSync(tool(cc, 'readelf'), ['-dW', addon], { encoding: 'utf8' });
  for (const [, library] of dynamic.matchAll(/\(NEEDED\).*\[(.*)\]/g)) wrong.push(`the addon needs ${library}`);
  const allowed = allowList();
  for (const name of undefinedNames(tool(cc, 'nm'), ['-D', addon])) {
    if (!allowed(name)) wrong.push(`the addon needs ${name}, which is not in native/allowed-symbols.txt`);
  }
  return [...wrong, ...checkLink(arch, addon, dynamic)];
}

/** Of what is loaded; the file of arm64 has a hole as well, for its pages may be as large as 64 KB. */
const MOST_BYTES = 120 * 1024;
/**
 * The largest page that a kernel of the machine can have: a smaller alignment would not load there.
 * @type {Readonly<Record<string, number>>}
 */
const pages = { x64: 0x1000, arm64: 0x10000, riscv64: 0x1000 };

/**
 * How it is linked: ld(1), -z relro, now, noexecstack.
 * @param {string} arch
 * @param {string} addon
 * @param {string} dynamic what readelf says of its dynamic section
 */
function checkLink(arch, addon, dynamic) {
  const segments = readSegments(arch, addon);
  const load = segments.filter(({ type }) => type === 'LOAD');
  const has = (/** @type {string} */ type) => segments.some((one) => one.type === type);
  const size = load.reduce((sum, one) => sum + one.bytes, 0);
  /** @type {readonly (readonly [wrong: boolean, what: string])[]} */
  const findings = [
    [!has('GNU_RELRO'), 'no RELRO: its tables stay writable'],
    [!/FLAGS_1.*\bNOW\b/.test(dynamic), 'no BIND_NOW: its tables cannot be sealed'],
    [!/FLAGS_1.*\bNODELETE\b/.test(dynamic), 'no NODELETE: its threads would outlive it'],
    [/\(TEXTREL\)/.test(dynamic), 'relocations in its code'],
    [/\((?:RPATH|RUNPATH)\)/.test(dynamic), 'a path for libraries'],
    [
      !has('GNU_STACK') || segments.some(({ type, flags }) => type === 'GNU_STACK' && flags.includes('E')),
      'an executable stack',
    ],
    [load.some(({ flags }) => flags.includes('W') && flags.includes('E')), 'memory that is writable and executable'],
    [load.some(({ align }) => align < (pages[arch] ?? 0x1000)), 'segments that are not aligned for the largest pages'],
    [!undefinedNames(tool(compilers(arch).cc, 'nm'), ['-D', addon]).includes('__stack_chk_fail'), 'no stack protector'],
    [size > MOST_BYTES, `${size} bytes to load, more than ${MOST_BYTES}`],
  ];
  return findings.filter(([wrong]) => wrong).map(([, what]) => `the addon has ${what}`);
}

/**
 * The program headers: readelf(1), -l.
 * @param {string} arch
 * @param {string} addon
 */
export function readSegments(arch, addon) {
  const text = execFileSync(tool(compilers(arch).cc, 'readelf'), ['-lW', addon], { encoding: 'utf8' });
  const line = /^ {2}(\w+) +0x\w+ 0x\w+ 0x\w+ (0x\w+) 0x\w+ ([RWE ]{3}) (0x\w+)$/gm;
  return [...text.matchAll(line)].map(([, type = '', bytes, flags = '', align]) => ({
    type,
    flags,
    bytes: Number(bytes),
    align: Number(align),
  }));
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
