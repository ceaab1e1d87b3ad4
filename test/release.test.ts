import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { statusOf } from '../scripts/gen-docs/status.mjs';
import { sbom, sums } from '../scripts/release/sbom.mjs';
import { straysOf } from '../scripts/release/strays.mjs';
import { packageNames } from '../scripts/setup.mjs';
import { read, root } from './markdown.js';

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'forkexec-release-test-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  return dir;
}

const version = '1.2.3';

/** A folder as `release:dry` leaves one. */
function release(): string {
  const dir = folder();
  for (const name of packageNames) writeFileSync(join(dir, `forkexec-${name}-${version}.tgz`), name);
  writeFileSync(join(dir, 'sbom.cdx.json'), '{}');
  const files = readdirSync(dir).map((name) => join(dir, name));
  writeFileSync(join(dir, 'SHA256SUMS'), sums(files));
  return dir;
}

describe('the workflows', () => {
  const scripts = (JSON.parse(read('package.json')) as { scripts: Record<string, string> }).scripts;
  const files = readdirSync(join(root, '.github/workflows'));
  const lines = files.flatMap((file) =>
    read(`.github/workflows/${file}`)
      .split('\n')
      .map((line) => ({ file, line: line.trim().replace(/^- /, '') })),
  );
  const values = (key: string) => lines.filter(({ line }) => line.startsWith(`${key}:`));

  test('run nothing but scripts of the repository', () => {
    const runs = values('run').map(({ line }) => line.slice('run: '.length));
    expect(runs.length).toBeGreaterThan(8);
    const unknown = runs.filter((run) => {
      const [, script, file] = /^(?:\.ci\/as-root )?(?:npm run ([\w:]+)|node (\S+)|(\.ci\/\w+))/.exec(run) ?? [];
      const path = file ?? /(\.ci\/[\w-]+)$/.exec(run)?.[1];
      return script === undefined
        ? path === undefined || !existsSync(join(root, path))
        : !Object.hasOwn(scripts, script);
    });
    expect(unknown).toEqual([]);
  });

  test('use actions by the commit, may only read, and hold no secret', () => {
    for (const { file, line } of values('uses')) {
      expect(line, file).toMatch(/^uses: actions\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    }
    for (const file of files) {
      const text = read(`.github/workflows/${file}`);
      expect(text, file).toMatch(/^permissions:\n {2}contents: read$/m);
      expect(text, file).not.toMatch(/secrets\.|pull_request_target|NODE_AUTH_TOKEN/);
    }
    const writes = lines
      .filter(({ line }) => / write\b/.test(line))
      .map(({ file, line }) => `${file} ${line.split(' #')[0]}`);
    expect(writes).toEqual(['release.yml contents: write', 'release.yml id-token: write']);
  });

  // Runners have no Node 20 for actions since September 2026; these are the first that bring no need of it.
  const first: Readonly<Record<string, number>> = {
    checkout: 5,
    'setup-node': 5,
    'upload-artifact': 6,
    'download-artifact': 7,
  };

  test('use actions that run on the Node of the runners', () => {
    for (const { file, line } of values('uses')) {
      const [, name = '', major] = /actions\/([\w-]+)@\w+ # v(\d+)/.exec(line) ?? [];
      expect(Number(major), `${file}: ${line}`).toBeGreaterThanOrEqual(first[name] ?? Infinity);
    }
  });

  test('do not ask the pnpm of package.json for its cache: it is not there', () => {
    for (const file of files) {
      const text = read(`.github/workflows/${file}`);
      const setups = text.split('actions/setup-node@').slice(1);
      for (const setup of setups) expect(setup.split('- uses:')[0], file).toContain('package-manager-cache: false');
    }
  });

  test('let git read the checkout of a container before it is asked to', () => {
    const [, container = ''] = /^( {2}build:.*?)^ {2}\w/ms.exec(read('.github/workflows/release.yml')) ?? [];
    expect(container).toMatch(/^ {4}container: .*trust-checkout\n.*release:dry\n/ms);
    const home = folder();
    const checkout = join(home, 'checkout');
    const git = (...args: string[]) =>
      spawnSync('git', args, {
        cwd: home,
        encoding: 'utf8',
        env: {
          PATH: process.env['PATH'],
          HOME: home,
          GIT_CONFIG_GLOBAL: join(home, 'config'),
          GIT_TEST_ASSUME_DIFFERENT_OWNER: owner,
        },
      });
    let owner = '';
    git('init', '--quiet', checkout);
    git('-C', checkout, '-c', 'user.name=n', '-c', 'user.email=e', 'commit', '--allow-empty', '--message=m');
    cpSync(join(root, '.ci'), join(checkout, '.ci'), { recursive: true });
    owner = '1';
    const asked = () => [git('-C', checkout, 'status').status, git('clone', checkout, join(home, 'clone')).status];
    expect(asked()).toEqual([128, 128]);
    execFileSync(join(checkout, '.ci/trust-checkout'), {
      env: { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: join(home, 'config') },
    });
    expect(asked()).toEqual([0, 0]);
  });

  test('become root by sudo with the PATH that they have', () => {
    const bin = folder();
    const stub = (name: string, text: string) =>
      writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    stub('id', 'echo 1000');
    stub('sudo', 'printf "%s\\n" "$@"');
    const path = `${bin}:${process.env['PATH']}`;
    const asked = execFileSync(join(root, '.ci/as-root'), ['npm', 'run', 'x'], {
      env: { PATH: path },
      encoding: 'utf8',
    });
    expect(asked.trim().split('\n').slice(-5)).toEqual(['env', `PATH=${path}`, 'npm', 'run', 'x']);
  });
});

test('every script of package.json starts a file that is there, or a tool', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const gone = Object.values(scripts)
    .flatMap((command) => [...command.matchAll(/\bnode (\S+)/g)].map(([, file = '']) => file))
    .filter((file) => !existsSync(join(root, file)));
  expect(gone).toEqual([]);
});

test('the README says where the packages are to be had', () => {
  expect(statusOf('0.0.0')).toMatch(/^Version 0\.0\.0: not on npm yet/);
  expect(statusOf('1.2.3')).toMatch(/^Version 1\.2\.3: `npm install @forkexec\/exec`/);
});

test('a file of a source that is gone is found in a tarball, and the bundle of the command is none', () => {
  const made = ['js', 'js.map', 'd.ts', 'd.ts.map'].map((end) => `dist/plan/compile.${end}`);
  const files = ['README.md', 'bin/forkexec.js', 'src/plan/compile.ts', ...made, 'dist/forkexec.cjs'];
  expect(straysOf(files)).toEqual([]);
  const strays = ['dist/gone.js', 'dist/plan/gone.d.ts.map', 'dist/.tsbuildinfo'];
  expect(straysOf([...files, ...strays])).toEqual(strays);
});

describe('the bill of materials', () => {
  test('names the packages, the binaries, what they were made of, and is the same for the same release', () => {
    const dir = release();
    const packed = packageNames.map((name) => ({
      name: `@forkexec/${name}`,
      version,
      file: join(dir, `forkexec-${name}-${version}.tgz`),
    }));
    const addon = join(root, `packages/core-native/prebuilds/linux-${process.arch}/core-native.node`);
    const make = () => sbom(packed, [addon], root, '2026-01-01T00:00:00.000Z');
    const bill = make();
    expect(bill).toEqual(make());
    expect(bill).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1 });
    expect(bill.serialNumber).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    const refs = bill.components.map((one) => one['bom-ref']);
    const binary = `prebuilds/linux-${process.arch}/core-native.node`;
    expect(refs).toEqual([
      ...packageNames.map((name) => `pkg:npm/%40forkexec/${name}@${version}`),
      binary,
      expect.stringMatching(/^pkg:npm\/node-addon-api@8/),
      expect.stringMatching(/^pkg:npm\/node-api-headers@1/),
    ]);
    for (const { ref, dependsOn } of bill.dependencies) {
      for (const one of [ref, ...dependsOn]) expect(['forkexec', ...refs]).toContain(one);
    }
    const native = bill.dependencies.find(({ ref }) => ref.includes('core-native@'));
    expect(native?.dependsOn).toEqual([binary]);
  });

  test('checksums are what sha256sum checks', () => {
    const dir = release();
    execFileSync('sha256sum', ['--check', '--quiet', 'SHA256SUMS'], { cwd: dir });
    writeFileSync(join(dir, `forkexec-cli-${version}.tgz`), 'another');
    expect(spawnSync('sha256sum', ['--check', '--quiet', 'SHA256SUMS'], { cwd: dir }).status).not.toBe(0);
  });
});

/** Publishes with an npm and a gh that only write down what they are asked. @returns what they were asked */
function publish(from: string, env: Record<string, string>, published: readonly string[] = []) {
  const bin = folder();
  const log = join(bin, 'log');
  writeFileSync(log, '');
  const npm = `#!/bin/sh
echo "npm $*" >>${log}
[ "$1" = view ] || exit 0
case " ${published.join(' ')} " in *" $2 "*) echo ${version} ;; *) echo 'npm error code E404' >&2; exit 1 ;; esac`;
  for (const [name, text] of Object.entries({ npm, gh: `#!/bin/sh\necho "gh $*" >>${log}` })) {
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, name), text);
    chmodSync(join(bin, name), 0o755);
  }
  const script = join(root, 'scripts/release-publish.mjs');
  const { status, stderr } = spawnSync(process.execPath, [script, '--from', from], {
    encoding: 'utf8',
    env: { PATH: `${bin}:${process.env['PATH']}`, ...env },
  });
  const asked = readFileSync(log, 'utf8').split('\n').filter(Boolean);
  return { status, stderr, asked: asked.filter((line) => !line.startsWith('npm view')) };
}

describe('publishing', () => {
  const identity = { ACTIONS_ID_TOKEN_REQUEST_URL: 'https://example.invalid', GITHUB_REF_NAME: `v${version}` };
  const upload = (name: string) => `npm publish forkexec-${name}-${version}.tgz --access public --provenance`;

  test('uploads each package behind those it depends on, then the release', () => {
    const { status, asked } = publish(release(), identity);
    const gh = `gh release create v${version} --verify-tag --generate-notes SHA256SUMS sbom.cdx.json`;
    expect(asked).toEqual([...packageNames.map(upload), gh]);
    expect(status).toBe(0);
  });

  test('goes on where it broke off', () => {
    const { asked } = publish(release(), identity, [`@forkexec/attrs@${version}`, `@forkexec/core-native@${version}`]);
    expect(asked.slice(0, -1)).toEqual([upload('exec'), upload('cli')]);
  });

  test.each([
    ['without the identity', {}, () => {}, /publishing is for the release workflow/],
    ['for another tag', { ...identity, GITHUB_REF_NAME: 'v9.9.9' }, () => {}, /not what the tag v9\.9\.9 says/],
    ['of what was changed', identity, (dir: string) => spoil(dir), /sha256sum --check --quiet SHA256SUMS: exit status/],
    ['of less than all', identity, (dir: string) => lose(dir), /0 tarballs of @forkexec\/exec/],
  ])('uploads nothing %s', (_, env, before, problem) => {
    const dir = release();
    before(dir);
    const { status, stderr, asked } = publish(dir, env);
    expect(stderr).toMatch(problem);
    expect({ status, asked }).toEqual({ status: 1, asked: [] });
  });
});

function spoil(dir: string): void {
  writeFileSync(join(dir, `forkexec-attrs-${version}.tgz`), 'another');
}

function lose(dir: string): void {
  rmSync(join(dir, `forkexec-exec-${version}.tgz`));
}
