// Debian's cloud kernels: the last of each release that its mirrors have, unpacked, never installed.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.mjs';

/** The release of Debian that each of them comes with. */
const suites = /** @type {const} */ ({ '5.10': 'bullseye', 6.1: 'bookworm', 6.12: 'trixie' });

export const kernels = Object.keys(suites).toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));

/**
 * Modules that a guest loads, each after those it needs. What one kernel has as a module another has built in.
 */
const modules = [
  'virtio',
  'virtio_ring',
  'virtio_pci_modern_dev',
  'virtio_pci_legacy_dev',
  'virtio_pci',
  'virtio_blk',
  'overlay',
];

/**
 * @typedef {object} Kernel
 * @property {string} name as in `kernels`
 * @property {string} image the file that boots
 * @property {string[]} modules files, in the order in which to load them
 */

/**
 * Downloads the kernel once, with an apt of its own: the machine's lists and packages stay as they are.
 * @param {string} name
 * @param {string} cache
 * @returns {Kernel}
 */
export function fetchKernel(name, cache) {
  const dir = join(cache, `linux-${name}`);
  if (!existsSync(dir)) unpack(name, cache, dir);
  const boot = join(dir, 'boot');
  const image = readdirSync(boot).find((file) => file.startsWith('vmlinuz-'));
  if (!image) throw new Error(`no vmlinuz in ${boot}`);
  // below lib or, since trixie, usr/lib
  const files = readdirSync(dir, { recursive: true, encoding: 'utf8' });
  const found = modules.flatMap((module) => files.filter((file) => /([^/]+)\.ko(\.xz)?$/.exec(file)?.[1] === module));
  return { name, image: join(boot, image), modules: found.map((file) => join(dir, file)) };
}

/**
 * @param {string} name
 * @param {string} cache
 * @param {string} dir
 */
function unpack(name, cache, dir) {
  const suite = suites[/** @type {keyof typeof suites} */ (name)];
  const apt = join(cache, 'apt');
  const list = join(apt, `${suite}.list`);
  mkdirSync(join(apt, 'lists', 'partial'), { recursive: true });
  mkdirSync(join(apt, 'cache', 'archives', 'partial'), { recursive: true });
  writeFileSync(list, `deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${mirror()} ${suite} main\n`);
  const options = Object.entries({
    'Dir::Etc::sourcelist': list,
    'Dir::Etc::sourceparts': '-',
    'Dir::State::lists': join(apt, 'lists'),
    'Dir::Cache': join(apt, 'cache'),
    'APT::Sandbox::User': 'root',
  }).flatMap(([key, value]) => ['-o', `${key}=${value}`]);
  run('apt-get', [...options, '-qq', 'update']);
  const wanted = new RegExp(`^linux-image-${name.replace('.', String.raw`\.`)}\\.[^ ]*cloud-amd64$`);
  const names = run('apt-cache', [...options, 'pkgnames', `linux-image-${name}.`]).split('\n');
  const newest = names
    .filter((each) => wanted.test(each))
    .toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .at(-1);
  if (!newest) throw new Error(`${suite} has no cloud kernel ${name}`);
  const download = join(cache, 'download');
  rmSync(download, { recursive: true, force: true });
  mkdirSync(download);
  run('apt-get', [...options, '-qq', 'download', newest], { cwd: download });
  const file = readdirSync(download)[0] ?? '';
  run('dpkg', ['-x', join(download, file), join(download, 'x')]);
  renameSync(join(download, 'x'), dir);
  rmSync(download, { recursive: true });
}

/** The mirror that this machine's own apt is set up with. */
function mirror() {
  const targets = run('apt-get', ['indextargets', '--format', '$(REPO_URI)', 'Created-By: Packages']);
  const uri = targets.split('\n').find((line) => /\/debian\/*$/.test(line));
  if (!uri) throw new Error("apt is set up with no mirror of Debian's, from which kernels could come");
  return uri;
}
