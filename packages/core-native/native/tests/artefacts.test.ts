import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { artefacts, checkNative } from '../../scripts/check-native.mjs';
import { compilers, tool } from '../../scripts/compilers.mjs';
import { root } from '../../scripts/native-sources.mjs';

const { cc } = compilers();
const { addon, child } = artefacts(process.arch);
const output = (name: 'nm' | 'readelf', ...args: string[]) => execFileSync(tool(cc, name), args, { encoding: 'utf8' });

test('the child’s objects, joined, need nothing; the addon needs no library and no name but the allowed', () => {
  expect(output('nm', '-u', child)).toBe('');
  expect(output('readelf', '-dW', addon)).not.toContain('(NEEDED)');
  expect(checkNative(process.arch)).toEqual([]);
});

test('the addon exports its two entry points, has no executable stack, and is bound and sealed when loaded', () => {
  const exported = output('nm', '-D', '--defined-only', addon).trim().split('\n');
  const names = new Set(exported.map((line) => line.split(' ').at(-1)));
  expect(names).toEqual(new Set(['napi_register_module_v1', 'node_api_module_get_api_version_v1']));
  const segments = output('readelf', '-lW', addon);
  expect(segments).toMatch(/GNU_STACK .* RW +0x/);
  expect(segments).toContain('GNU_RELRO');
  expect(segments).not.toMatch(/LOAD .* RWE /);
  expect(output('readelf', '-dW', addon)).toMatch(/FLAGS_1.*NOW.*NODELETE/);
});

test('the child’s objects hold no thread-local storage, and no data to be written', () => {
  const sections = output('readelf', '-SW', child);
  const sizes = [...sections.matchAll(/ \.(tdata|tbss|bss|data(?!\.rel\.ro))\S* +\S+ +\S+ \S+ (\S+)/g)];
  for (const [, name, size] of sizes) expect(`${name} ${Number.parseInt(size!, 16)}`).toBe(`${name} 0`);
});

/** The check on a copy of the package, with one artefact replaced by what this source makes. */
function check(which: 'addon' | 'child', source: string, flags: readonly string[]): string {
  const copy = mkdtempSync(join(tmpdir(), 'forkexec-check-'));
  onTestFinished(() => rmSync(copy, { recursive: true }));
  const kept = [
    'scripts',
    'package.json',
    'native/allowed-symbols.txt',
    addon.slice(root.length),
    child.slice(root.length),
  ];
  for (const path of kept) cpSync(join(root, path), join(copy, path), { recursive: true });
  const file = join(copy, { addon, child }[which].slice(root.length));
  mkdirSync(dirname(file), { recursive: true });
  execFileSync(cc.command, [...cc.args, '-O2', '-fPIC', ...flags, '-x', 'c', '-o', file, '-'], { input: source });
  const { status, stderr } = spawnSync(process.execPath, [join(copy, 'scripts', 'check-native.mjs')], {
    encoding: 'utf8',
  });
  expect(status).toBe(1);
  return stderr;
}

describe('the check of the build sees what is wrong', () => {
  test.each([
    ['a call of libc', 'void *memset(void *, int, unsigned long); void f(char *p) { memset(p, 0, 9999); }', 'memset'],
    ['errno', '#include <errno.h>\nint f(void) { return errno; }', '__errno_location'],
    ['thread-local storage', 'extern __thread int t; int f(void) { return t; }', 't'],
    ['a canary', 'void g(char *); void f(void) { char c[99]; g(c); }', '__stack_chk_fail'],
  ])('in the child: %s', (_, source, name) => {
    const said = check('child', source, ['-c', '-fstack-protector-all']);
    expect(said).toContain(`the child is not free of libc: ${name}\n`);
  });

  test('in the addon: a library, and names that not every libc has', () => {
    const source = '#include <stdio.h>\nint f(void) { return puts("x"); }';
    const said = check('addon', source, ['-shared', '-Wl,--no-as-needed']);
    expect(said).toMatch(/the addon needs libc\.\S+\n/);
    expect(said).toMatch(/the addon needs puts\S*, which is not in native\/allowed-symbols\.txt\n/);
  });

  test.each([
    ['-Wl,-z,norelro', 'no RELRO: its tables stay writable'],
    ['-Wl,-z,lazy', 'no BIND_NOW: its tables cannot be sealed'],
    ['-Wl,-z,execstack', 'an executable stack'],
    ['-Wl,-rpath,/tmp', 'a path for libraries'],
    ['-Wl,-N', 'memory that is writable and executable'],
    ['-fno-stack-protector', 'no stack protector'],
    ['-DBYTES=200000', 'more than 122880'],
  ])('in the addon: %s', (flag, finding) => {
    const source = `
      #ifndef BYTES
      #define BYTES 8
      #endif
      __attribute__((used)) static const char big[BYTES] = { 1 };
      void g(char *, const char *); void f(void) { char c[99]; g(c, big); }`;
    const said = check('addon', source, ['-shared', '-nostdlib', '-fstack-protector-all', '-Wl,-z,now', flag]);
    expect(said).toContain(finding);
  });
});
