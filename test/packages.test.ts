import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { root as core, shipped } from '../packages/core-native/scripts/native-sources.mjs';
import { budgets } from '../scripts/release/budgets.mjs';
import { filesOf, packAll, type Packed } from '../scripts/release/pack.mjs';
import { read, root } from './markdown.js';

const names = Object.keys(budgets);

const dir = mkdtempSync(join(tmpdir(), 'forkexec-packed-'));
let packed: Packed[];
beforeAll(() => {
  packed = packAll(dir);
}, 60_000);
afterAll(() => rmSync(dir, { recursive: true }));

const tarball = (name: string) => packed.find((one) => one.name === `@forkexec/${name}`)!.file;
const manifest = (name: string) =>
  JSON.parse(read(`packages/${name}/package.json`)) as {
    scripts?: object;
    dependencies?: object;
    files: string[];
  };

/** Below a folder of a package, as paths. */
function filesBelow(path: string): string[] {
  const entries = readdirSync(join(root, path), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(root, path).length + 1))
    .toSorted();
}

describe.each(names)('@forkexec/%s', (name) => {
  test('holds its sources, what is made of them, and nothing else', () => {
    const files = filesOf(tarball(name));
    const sources = filesBelow(`packages/${name}/src`);
    const made = sources.flatMap((file) => ['js', 'js.map', 'd.ts', 'd.ts.map'].map((end) => file.replace(/ts$/, end)));
    expect(files.filter((file) => file.startsWith('src/'))).toEqual(sources.map((file) => `src/${file}`));
    // What is left in dist/ of a source that is gone is found by the release, which builds in a clone of its own.
    expect(files).toEqual(expect.arrayContaining(made.map((file) => `dist/${file}`)));
    const others = files.filter((file) => !/^(src|dist|native|prebuilds)\//.test(file));
    expect(others).toEqual(
      {
        cli: [
          'LICENSE',
          'README.md',
          'bin/forkexec.js',
          'bin/package.json',
          'man/forkexec.1',
          'package.json',
          'schemas/doctor.schema.json',
          'schemas/spec.schema.json',
          'schemas/status.schema.json',
        ],
        'core-native': [
          'LICENSE',
          'README.md',
          'package.json',
          ...filesBelow('packages/core-native/scripts').map((file) => `scripts/${file}`),
        ],
      }[name] ?? ['LICENSE', 'README.md', 'package.json'],
    );
  });

  test('is not larger than it may be', () => {
    expect(statSync(tarball(name)).size).toBeLessThan(budgets[name]!);
  });

  test('says what it is, needs nobody else, and runs nothing when it is installed', () => {
    const { scripts = {}, dependencies = {}, ...rest } = manifest(name);
    expect(rest).toMatchObject({
      license: 'MIT',
      type: 'module',
      // What it is imported for.
      sideEffects: name === 'exec' ? ['./dist/register.js', './src/register.ts'] : false,
      engines: { node: '>=20.19' },
      publishConfig: { access: 'public' },
      repository: { directory: `packages/${name}` },
      description: expect.stringMatching(/^.{20,120}$/) as string,
      exports: { './package.json': './package.json' },
    });
    expect(Object.keys(dependencies).filter((other) => !other.startsWith('@forkexec/'))).toEqual([]);
    expect(Object.keys(scripts).filter((script) => /install|prepare|prepublish/.test(script))).toEqual([]);
    // With these, npm would refuse the package where its types and its planning work.
    for (const field of ['os', 'cpu', 'libc', 'gypfile']) expect(rest).not.toHaveProperty(field);
    expect(read(`packages/${name}/README.md`).split('\n').length).toBeLessThanOrEqual(61);
  });

  test.each([
    ['publint', ['--strict']],
    ['attw', ['--profile', 'esm-only']],
  ])('%s has nothing to say', (command, options) => {
    const path = `${join(root, 'node_modules/.bin')}:${process.env['PATH']}`;
    const { status, stdout, stderr } = spawnSync(command, [...options, tarball(name)], {
      encoding: 'utf8',
      env: { ...process.env, PATH: path },
    });
    expect({ status, said: status === 0 ? '' : stdout + stderr }).toEqual({ status: 0, said: '' });
  });
});

test('the native package holds the C of the core and the binaries that are shipped', () => {
  const files = filesOf(tarball('core-native'));
  const sources = filesBelow('packages/core-native/native').filter((file) => !/^(build|tests)\//.test(file));
  expect(files.filter((file) => file.startsWith('native/'))).toEqual(sources.map((file) => `native/${file}`));
  const wanted = shipped.map((arch) => `prebuilds/linux-${arch}/core-native.node`);
  expect(manifest('core-native').files.filter((file) => file.startsWith('prebuilds'))).toEqual(wanted);
  const text = readFileSync(join(core, 'src/load-places.ts'), 'utf8');
  expect(text).toContain(`['${shipped.map((arch) => `linux-${arch}`).join("', '")}']`);
  expect(files).toContain(`prebuilds/linux-${process.arch}/core-native.node`);
});

/** A project of its own with these packages of ours, installed by npm, offline. */
function project(packages: readonly string[], ...options: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'forkexec-project-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'package.json'), '{"name":"project","private":true}');
  const files = packages.map(tarball);
  const npm = ['install', '--offline', '--no-audit', '--no-fund', '--ignore-scripts', ...options, ...files];
  execFileSync('npm', npm, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  return folder;
}

test('the native package builds its addon anew from what it holds', { timeout: 120_000 }, () => {
  const folder = project(['core-native']);
  const installed = join(folder, 'node_modules/@forkexec/core-native');
  const env = { ...process.env, NODE_PATH: '' }; // where pnpm's vitest would find what a user has not
  const build = () =>
    spawnSync(process.execPath, ['scripts/build-native.mjs', '--force'], { cwd: installed, env, encoding: 'utf8' });
  expect(build()).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(
      /^the build needs node-addon-api, node-api-headers, prebuildify: npm install --no-save node-addon-api@8\.\S+ /,
    ) as string,
  });
  expect(readdirSync(join(installed, 'prebuilds'))).toContain(`linux-${process.arch}`); // as it was
  rmSync(join(installed, 'prebuilds'), { recursive: true });
  // What `npm install` of docs/building.md would bring.
  symlinkSync(join(core, 'node_modules'), join(installed, 'node_modules'));
  expect(build()).toMatchObject({ status: 0 });
  const program = "console.log(typeof (await import('@forkexec/core-native')).kernelFacts().mode)";
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect(stdout).toBe('number\n');
});

test('@forkexec/attrs alone brings nothing native', () => {
  const folder = project(['attrs']);
  expect(readdirSync(join(folder, 'node_modules/@forkexec'))).toEqual(['attrs']);
  const files = readdirSync(join(folder, 'node_modules'), { recursive: true, encoding: 'utf8' });
  expect(files.filter((file) => /\.(node|so|gyp|c|cc)$/.test(file))).toEqual([]);
});

test('on macOS the packages install, planning works, and launching says why it cannot', () => {
  const folder = project(['attrs', 'core-native', 'exec'], '--os=darwin', '--cpu=arm64');
  const program = `
    Object.defineProperty(process, 'platform', { value: 'darwin' });
    const { formatPlan, forkExec, plan } = await import('@forkexec/exec');
    const attr = { env: [], sys: { setsid: true, credential: { uid: 1, gid: 1, groups: [] } } };
    console.log(formatPlan(plan('/bin/true', ['true'], attr)).includes('setsid'));
    try { forkExec('/bin/true', ['true'], attr); } catch (error) { console.log(error.code, error.message); }`;
  const node = ['--input-type=module', '--eval', program];
  const { stdout, stderr } = spawnSync(process.execPath, node, { cwd: folder, encoding: 'utf8' });
  expect({ stdout, stderr }).toEqual({
    stdout: `true\nERR_FORKEXEC_NATIVE forkexec launches processes on Linux only, and this is darwin-${process.arch}\n`,
    stderr: '',
  });
});
