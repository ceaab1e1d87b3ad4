// Uploads what `pnpm release:dry` has left in build/release: to npm as a trusted publisher (no token; npm makes the
// provenance from the workflow's identity), then to the release of the tag. What npm has already is left out, so that an
// upload that broke off can be run again. `--from <folder>` takes another folder.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { manifest } from './release/pack.mjs';
import { packageNames, root } from './setup.mjs';

const { values } = parseArgs({ options: { from: { type: 'string', default: join(root, 'build', 'release') } } });
const dir = resolve(values.from);

try {
  publish();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

function publish() {
  // https://docs.npmjs.com/trusted-publishers: without it npm would ask for a token.
  if (process.env['ACTIONS_ID_TOKEN_REQUEST_URL'] === undefined) {
    throw new Error('publishing is for the release workflow: it has the identity that npm trusts (id-token: write)');
  }
  const files = readdirSync(dir);
  const tarballs = packageNames.map((folder) => {
    const { name } = manifest(join(root, 'packages', folder));
    const start = `${name.replace('@', '').replace('/', '-')}-`;
    const found = files.filter((file) => file.startsWith(start) && /^\d+\.\d+\.\d+/.test(file.slice(start.length)));
    if (found.length !== 1) throw new Error(`${found.length} tarballs of ${name} in ${dir}: run pnpm release:dry`);
    return { name, file: found[0] ?? '', version: (found[0] ?? '').slice(start.length, -'.tgz'.length) };
  });
  const tag = process.env['GITHUB_REF_NAME'];
  for (const { name, version } of tarballs) {
    if (tag !== `v${version}`) throw new Error(`${name} ${version} is not what the tag ${tag} says`);
  }
  run('sha256sum', ['--check', '--quiet', 'SHA256SUMS']);
  for (const { name, version, file } of tarballs) {
    if (isPublished(name, version)) console.log(`${name} ${version} is there already`);
    else run('npm', ['publish', file, '--access', 'public', '--provenance']);
  }
  const others = files.filter((file) => !file.endsWith('.tgz'));
  run('gh', ['release', 'create', String(tag), '--verify-tag', '--generate-notes', ...others]);
}

/**
 * @param {string} name
 * @param {string} version
 */
function isPublished(name, version) {
  const { status, stdout, stderr } = spawnSync('npm', ['view', `${name}@${version}`, 'version'], { encoding: 'utf8' });
  if (status === 0) return stdout.trim() === version;
  if (stderr.includes('E404')) return false;
  throw new Error(`npm view ${name}@${version}: ${stderr}`);
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 */
function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: dir, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? `exit status ${status}`}`);
}
