import { spawnSync } from 'node:child_process';
import { isInstalled } from './machine.mjs';

/** What each program comes with. */
const packages = /** @type {const} */ ({
  'qemu-system-x86_64': ['qemu-system-x86', 'seabios'],
  busybox: ['busybox-static'],
  cpio: ['cpio'],
  mke2fs: ['e2fsprogs'],
  xz: ['xz-utils'],
});

/** Sees to what the machines are made with; installs by apt-get as root, else names what is missing. */
export function needed() {
  if (process.arch !== 'x64')
    throw new Error('the machines are x86-64, and so must be the addon and the programs in them');
  if (!isInstalled('apt-get'))
    throw new Error("needs apt-get: the kernels and the programs in the machines are Debian's");
  // Owners and set-user-ID bits of the guest's files are those that its image is made with.
  if (process.geteuid?.() !== 0) throw new Error('needs root, for the owners of the files in the machines');
  const missing = Object.entries(packages).flatMap(([program, names]) => (isInstalled(program) ? [] : names));
  if (missing.length === 0) return;
  const args = ['install', '-y', '-q', '--no-install-recommends', ...missing];
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { status } = spawnSync('apt-get', args, { env, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new Error(`could not be installed: ${missing.join(' ')}`);
}
