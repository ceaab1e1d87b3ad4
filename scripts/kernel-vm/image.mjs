// Disk images without mounting anything, and the initramfs that mounts them in the guest.
import { chmodSync, copyFileSync, cpSync, mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './run.mjs';

const here = fileURLToPath(new URL('guest', import.meta.url));
/** Native programs of the development tools: most of node_modules, and no kernel test starts one. */
const tools = ['@biomejs+cli-', '@turbo+', '@oxlint', '@typescript+typescript-', 'prettier@', 'knip@'];

/**
 * An ext4 file system with what is below `tree`, and a GiB to write to.
 * @param {string} tree
 * @param {string} file
 */
export function makeImage(tree, file) {
  const kib = Number(run('du', ['-sk', '--apparent-size', tree]).split('\t')[0]) * 1.3;
  rmSync(file, { force: true });
  writeFileSync(file, '');
  truncateSync(file, Math.ceil(kib + (1 << 20)) * 1024);
  run('mke2fs', ['-q', '-t', 'ext4', '-O', '^has_journal', '-m', '0', '-N', '200000', '-d', tree, file]);
}

/**
 * The repository as it is now, with what was built, and the arguments for vitest.
 * @param {string} root
 * @param {readonly string[]} args
 * @param {string} file
 */
export function repositoryImage(root, args, file) {
  const tree = `${file}.tree`;
  rmSync(tree, { recursive: true, force: true });
  mkdirSync(tree);
  const not = ['./.git', './.turbo', './bench', ...tools.map((name) => `./node_modules/.pnpm/${name}*`)];
  const archive = `${file}.tar`;
  run('tar', ['-C', root, '--owner=0', '--group=0', ...not.map((path) => `--exclude=${path}`), '-cf', archive, '.']);
  run('tar', ['-C', tree, '-xf', archive]);
  rmSync(archive);
  writeFileSync(join(tree, 'node_modules', '.vm-args'), args.map((arg) => `${arg}\n`).join(''));
  writeFileSync(join(tree, 'node_modules', '.vm-node'), process.execPath);
  chmodSync(tree, 0o755);
  makeImage(tree, file);
  rmSync(tree, { recursive: true });
}

/**
 * @param {readonly string[]} modules
 * @param {string} file
 */
export function initramfs(modules, file) {
  const tree = `${file}.tree`;
  rmSync(tree, { recursive: true, force: true });
  for (const dir of ['bin', 'modules', 'newroot', 'proc', 'sys', 'dev'])
    mkdirSync(join(tree, dir), { recursive: true });
  copyFileSync('/bin/busybox', join(tree, 'bin', 'busybox'));
  for (const name of ['sh', 'mount', 'umount', 'insmod', 'switch_root', 'poweroff', 'cp', 'cat']) {
    symlinkSync('busybox', join(tree, 'bin', name));
  }
  for (const [i, module] of modules.entries()) {
    const to = join(tree, 'modules', `${i}-${basename(module)}`);
    copyFileSync(module, to);
    if (to.endsWith('.xz')) run('xz', ['-d', to]); // busybox' insmod of Debian reads no .xz
  }
  cpSync(here, tree, { recursive: true });
  for (const name of ['init', 'second']) chmodSync(join(tree, name), 0o755);
  run('sh', ['-c', `cd "$1" && find . | cpio -o -H newc --quiet | gzip -1 > "$2"`, 'sh', tree, file]);
  rmSync(tree, { recursive: true });
}
