import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compilers, tool } from '../../scripts/compilers.mjs';
import { denying } from '../filters.js';
import { addonPath, ask, copyOfPackage } from '../installed-copy.js';
import { notRoot } from '../privileges.js';

const target = `linux-${process.arch}`;
const otherArch = process.arch === 'x64' ? 'arm64' : 'x64';
const pretend = (platform: string, arch: string) =>
  `Object.defineProperty(process, 'platform', { value: '${platform}' });
   Object.defineProperty(process, 'arch', { value: '${arch}' });`;

test('a whole copy loads, and importing it loads nothing', () => {
  const dir = copyOfPackage();
  expect(ask(dir)).toEqual({ facts: expect.any(Object) as object });
  rmSync(join(dir, 'prebuilds'), { recursive: true });
  expect(ask(dir)).toMatchObject({ name: 'NativeLoadError', code: 'ERR_FORKEXEC_NATIVE' });
});

test.each([
  ['darwin', 'arm64'],
  ['win32', 'x64'],
])('%s: says where launching works, having looked for no file', (platform, arch) => {
  const said = ask(copyOfPackage(), { before: pretend(platform, arch) });
  expect(said).toMatchObject({
    message: `forkexec launches processes on Linux only, and this is ${platform}-${arch}`,
    hint: expect.stringMatching(/^attributes, plan\(\) and formatPlan\(\) work here.*WSL 2$/) as string,
    tried: [],
  });
});

describe('the file is not there', () => {
  test.each([
    ['riscv64', /^it is shipped for linux-x64 and linux-arm64; build it: node scripts\/build-native\.mjs /],
    ['ppc64', /^it is shipped for linux-x64 and linux-arm64, and the core has no system calls for this machine/],
  ])('%s, without a prebuilt binary: those there are, and what can be done', (arch, advice) => {
    const dir = copyOfPackage();
    rmSync(join(dir, `prebuilds/linux-${arch}`), { recursive: true, force: true });
    const { message, hint, tried } = ask(dir, { before: pretend('linux', arch) });
    const found = expect.stringMatching(new RegExp(`^is not there, only .*${target}`)) as string;
    expect(tried).toEqual([{ file: join(dir, `prebuilds/linux-${arch}/core-native.node`), found }]);
    expect(message).toMatch(new RegExp(`^no native core for linux-${arch}; /`));
    expect(hint).toMatch(advice);
  });

  test('an incomplete package: install it again', () => {
    const dir = copyOfPackage();
    rmSync(join(dir, 'prebuilds'), { recursive: true });
    expect(ask(dir)).toMatchObject({
      message: `no native core for ${target}; ${join(dir, addonPath)} is not there`,
      hint: expect.stringMatching(/^install @forkexec\/core-native again/) as string,
    });
  });

  test('outside of the package, as a bundler leaves it: both places, and what to tell the bundler', () => {
    const dir = copyOfPackage();
    rmSync(join(dir, 'package.json'));
    renameSync(join(dir, 'prebuilds'), join(dir, 'elsewhere'));
    const { tried, hint } = ask(dir);
    expect(tried!.map(({ file }) => file)).toEqual([join(dir, 'dist', addonPath), join(dir, addonPath)]);
    expect(hint).toMatch(/bundler .* external, or copy the folder prebuilds/);
    mkdirSync(join(dir, 'dist', dirname(addonPath)), { recursive: true });
    renameSync(join(dir, 'elsewhere', addonPath.slice('prebuilds/'.length)), join(dir, 'dist', addonPath));
    expect(ask(dir)).toEqual({ facts: expect.any(Object) as object });
  });
});

test('a file that this user may not read', ({ skip }) => {
  skip(notRoot() !== undefined, notRoot());
  const dir = copyOfPackage();
  chmodSync(join(dir, addonPath), 0o600);
  expect(ask(dir, { uid: 65534 }).tried![0]!.found).toBe('may not be read by user 65534');
});

/** elf(5): where a LOAD segment that is code is mapped, glibc reserves all segments' room first. */
function sizeOfCode(file: string): number {
  const segments = execFileSync(tool(compilers().cc, 'readelf'), ['-lW', file], { encoding: 'utf8' });
  const [, address = '', size = ''] = /LOAD +\S+ (\S+) \S+ (\S+) \S+ R E /.exec(segments) ?? [];
  const end = Number(address) + Number(size);
  return Math.ceil(end / 4096) * 4096 - Math.floor(Number(address) / 4096) * 4096;
}

describe('the file is there and does not load', () => {
  test('a mount without exec: the mount, and what to do', ({ skip }) => {
    skip(notRoot() !== undefined, notRoot());
    const dir = copyOfPackage();
    const folder = join(dir, 'prebuilds');
    const mount = `cp -r ${folder} ${dir}/kept && mount -t tmpfs -o noexec tmpfs ${folder} && cp -r ${dir}/kept/* ${folder}`;
    const said = ask(dir, { under: ['unshare', '--mount', 'sh', '-c', `${mount} && exec "$@"`, 'sh'] });
    expect(said.tried![0]!.found).toMatch(
      new RegExp(`^is on ${folder}, which is mounted noexec \\(.*failed to map segment.*\\)$`),
    );
    expect(said.hint).toContain(`mount -o remount,exec ${folder}`);
  });

  test('a seccomp filter that lets nobody map it as code', () => {
    const dir = copyOfPackage();
    const rule = `mmap:2&4:1==${sizeOfCode(join(dir, addonPath))}=EPERM`;
    const said = ask(dir, { under: denying(rule) });
    expect(said.tried![0]!.found).toMatch(
      /^may not be mapped as code, perhaps by the seccomp filter of this process \(/,
    );
    expect(said.hint).toContain('--security-opt seccomp=unconfined');
  });

  test.each([
    ['is empty', () => Buffer.alloc(0)],
    ['is not a binary', () => Buffer.from('version https://git-lfs.github.com/spec/v1\n')],
    ['is cut off after 50 bytes', (whole: Buffer) => whole.subarray(0, 50)],
    ['is cut off after 20000 of ', (whole: Buffer) => whole.subarray(0, 20_000)],
    [`is built for ${otherArch}, and this is ${process.arch}`, (whole: Buffer) => ofOtherMachine(whole)],
  ])('a file that %s', (found, spoil) => {
    const dir = copyOfPackage();
    const file = join(dir, addonPath);
    writeFileSync(file, spoil(readFileSync(file)));
    const said = ask(dir);
    expect(said.tried![0]!.found).toContain(found);
    expect(said.hint).toMatch(/^install @forkexec\/core-native again/);
    expect(said.message).toBe(`the native core for ${target} cannot be used; ${file} ${said.tried![0]!.found}`);
  });

  test('an addon that needs what no library has', () => {
    const dir = copyOfPackage();
    const file = join(dir, addonPath);
    const { cc } = compilers();
    const source = 'void napi_no_such(void); void f(void) { napi_no_such(); }';
    const flags = [...cc.args, '-shared', '-fPIC', '-nostdlib', '-Wl,-z,now', '-x', 'c', '-o', file, '-'];
    execFileSync(cc.command, flags, { input: source });
    expect(ask(dir)).toMatchObject({
      tried: [{ found: expect.stringContaining('needs napi_no_such, which this runtime does not have') as string }],
      hint: 'use Node 20.19 or later, Bun, or Deno',
    });
  });

  test('a node that may load no addons', () => {
    const said = ask(copyOfPackage(), { node: ['--no-addons'] });
    expect(said.tried![0]!.found).toMatch(/^may not be loaded \(/);
    expect(said.hint).toContain('--allow-addons');
  });
});

test('an addon of another ops table: both hashes', () => {
  const dir = copyOfPackage();
  const file = join(dir, 'dist/ops.js');
  writeFileSync(file, readFileSync(file, 'utf8').replace("chdir: child(['chdir']", "chdir: child(['fchdir']"));
  expect(ask(dir)).toMatchObject({
    tried: [
      { found: expect.stringMatching(/^was built from another ops table \([0-9a-f]{8}\) than .* \([0-9a-f]{8}\)$/) },
    ],
    hint: expect.stringContaining('two versions of @forkexec/core-native are mixed') as string,
  });
});

function ofOtherMachine(whole: Buffer): Buffer {
  const copy = Buffer.from(whole);
  copy.writeUInt16LE(process.arch === 'x64' ? 183 : 62, 18);
  return copy;
}
