// The guest's root: a disk image with the programs that tests start, taken from this machine's Debian packages and what
// they depend on, and the Node that runs this.
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { makeImage } from './image.mjs';
import { run } from './run.mjs';

/** Those that are not installed are left out: their tests then skip in the guest as they do here. */
const packages = (
  'base-files base-passwd bash dash coreutils util-linux bsdutils mount login passwd findutils grep sed mawk diffutils ' +
  'hostname perl-base tar libc-bin procps iproute2 libcap2-bin python3 python3-minimal strace uidmap busybox-static acl ' +
  'attr gdb gcc g++ binutils tmux fish zsh mandoc man-db'
).split(' ');

const leftOut = /^\/(usr\/share\/(doc|man|locale|i18n|info|lintian)|proc|sys|dev|run|tmp|boot|home|root)\//;
/** What no package owns. */
const others = [
  '/bin',
  '/sbin',
  '/lib',
  '/lib64',
  '/etc/passwd',
  '/etc/group',
  '/etc/ld.so.cache',
  '/etc/nsswitch.conf',
];

/**
 * The image, made anew when another package or another Node is there.
 * @param {string} cache
 */
export function systemImage(cache) {
  const wanted = installedClosure();
  const key = createHash('sha256').update(
    JSON.stringify([wanted, process.execPath, process.version, readFileSync(new URL(import.meta.url))]),
  );
  const image = join(cache, `system-${key.digest('hex').slice(0, 16)}.img`);
  if (existsSync(image)) return image;
  for (const old of readdirSync(cache)) if (old.startsWith('system-')) rmSync(join(cache, old), { recursive: true });
  const tree = join(cache, 'system-tree');
  mkdirSync(tree); // those of a run that was cut off went with the old image
  copy(files(wanted.map(([name]) => name)), tree);
  for (const dir of [
    'proc',
    'sys',
    'dev',
    'tmp',
    'run',
    'root',
    'var/tmp',
    'var/log',
    'mnt',
    'srv',
    'home',
    'forkexec',
  ])
    mkdirSync(join(tree, dir), { recursive: true });
  makeImage(tree, `${image}.new`);
  rmSync(tree, { recursive: true });
  renameSync(`${image}.new`, image);
  return image;
}

/** @returns {[name: string, version: string][]} */
function installedClosure() {
  const here = run('dpkg-query', ['-W', '-f', '${db:Status-Abbrev} ${binary:Package} ${Version}\\n']).split('\n');
  /** @type {Map<string, string>} */
  const versions = new Map();
  for (const line of here) {
    const [status, name = '', version = ''] = line.split(/ +/);
    if (status === 'ii') versions.set(name.replace(/:amd64$/, ''), version);
  }
  const roots = packages.filter((name) => versions.has(name));
  const no = ['recommends', 'suggests', 'conflicts', 'breaks', 'replaces', 'enhances'].map((what) => `--no-${what}`);
  const closure = run('apt-cache', ['--installed', '--recurse', ...no, 'depends', ...roots]);
  const names = closure.split('\n').map((line) => line.replace(/:amd64$/, ''));
  return [...versions].filter(([name]) => names.includes(name) || roots.includes(name));
}

/** @param {string[]} names */
function files(names) {
  const node = [process.execPath, realpathSync(process.execPath)];
  const shared = libraries(process.execPath).flatMap((file) => [file, realpathSync(file)]);
  const packaged = run('dpkg-query', ['-L', ...names]).split('\n');
  const wanted = [...packaged, ...others, ...alternatives(), ...node, ...shared].filter(
    (file) => file.startsWith('/') && file !== '/.' && !leftOut.test(`${file}/`) && existsSync(file),
  );
  // /bin/sh of a package is /usr/bin/sh on a machine whose /bin is a link
  return [...new Set(wanted.map((file) => join(realpathSync(dirname(file)), basename(file))))].toSorted();
}

/** Names such as awk and c++: links to /etc/alternatives, which no package owns. */
function alternatives() {
  return ['/usr/bin', '/usr/sbin', '/etc/alternatives'].flatMap((dir) =>
    readdirSync(dir, { withFileTypes: true })
      .filter((entry) => entry.isSymbolicLink())
      .map(({ name }) => join(dir, name))
      .filter((link) => dir === '/etc/alternatives' || readlinkSync(link).startsWith('/etc/alternatives/')),
  );
}

/** @param {string} program */
function libraries(program) {
  return [...run('ldd', [program]).matchAll(/(\/\S+) \(0x/g)].map(([, file = '']) => file);
}

/**
 * @param {string[]} paths
 * @param {string} tree
 */
function copy(paths, tree) {
  const list = `${tree}.list`;
  writeFileSync(list, paths.map((path) => `${relative('/', path)}\0`).join(''));
  const archive = `${tree}.tar`;
  run('tar', ['-C', '/', '--no-recursion', '--xattrs', '--null', '-T', list, '-cf', archive]);
  run('tar', ['-C', tree, '--xattrs', '--xattrs-include=*', '-p', '-xf', archive]);
  rmSync(list);
  rmSync(archive);
}
