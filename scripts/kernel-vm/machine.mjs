// The emulated machine: one run of qemu, with a time limit.
import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, openSync, closeSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** A boot takes 4 s emulated, and less than one with KVM. */
const PROBE_MS = 10_000;

/** @import { Kernel } from './kernels.mjs' */

/**
 * @typedef {object} Machine
 * @property {Kernel} kernel
 * @property {string} initramfs
 * @property {string} accelerator of qemu: kvm or tcg
 * @property {readonly string[]} disks images; what is written to them is gone afterwards
 * @property {string} append to the kernel's command line
 * @property {string} dir where the console and the results go
 * @property {number} timeout in milliseconds
 */

/**
 * Runs it to its end.
 * @param {Machine} machine
 * @returns {Promise<{ late: boolean, console: string, results: string }>}
 */
export async function boot(machine) {
  const results = join(machine.dir, 'results');
  const output = join(machine.dir, 'console.log');
  for (const file of [results, output]) rmSync(file, { force: true });
  const fd = openSync(output, 'w');
  const qemu = spawn('qemu-system-x86_64', options(machine, results), { stdio: ['ignore', fd, fd] });
  closeSync(fd);
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    qemu.kill('SIGKILL');
  }, machine.timeout);
  await new Promise((resolve, reject) => qemu.on('error', reject).on('close', resolve));
  clearTimeout(timer);
  return {
    late,
    console: readFileSync(output, 'utf8'),
    results: existsSync(results) ? readFileSync(results, 'utf8') : '',
  };
}

/**
 * @param {Machine} machine
 * @param {string} results
 */
function options({ kernel, initramfs, accelerator, disks, append }, results) {
  const all = {
    M: 'q35',
    accel: accelerator === 'tcg' ? 'tcg,thread=multi' : accelerator,
    cpu: accelerator === 'kvm' ? 'host' : 'max',
    smp: '2',
    m: '3072',
    kernel: kernel.image,
    initrd: initramfs,
    // Programs at the same addresses each time: translated once, they start in half the time.
    append: `console=ttyS0 quiet panic=-1 mitigations=off norandmaps ${append}`,
    display: 'none',
    nic: 'none',
  };
  const drives = disks.flatMap((file) => ['-drive', `file=${file},format=raw,if=virtio,snapshot=on`]);
  const named = Object.entries(all).flatMap(([name, value]) => [`-${name}`, value]);
  return [...named, '-no-reboot', '-serial', 'stdio', '-serial', `file:${results}`, ...drives];
}

/**
 * KVM where a kernel really boots with it: /dev/kvm is there on machines where it does not, inside other machines above all.
 * @param {Omit<Machine, 'accelerator' | 'disks' | 'append' | 'timeout'>} machine
 * @returns {Promise<string>}
 */
export async function chooseAccelerator(machine) {
  const asked = process.env['FORKEXEC_VM_ACCEL'];
  if (asked) return asked;
  try {
    accessSync('/dev/kvm', constants.R_OK | constants.W_OK);
  } catch {
    return 'tcg';
  }
  const probe = { ...machine, accelerator: 'kvm', disks: [], append: 'forkexec.probe', timeout: PROBE_MS };
  return (await boot(probe)).results.includes('FORKEXEC-BOOTED') ? 'kvm' : 'tcg';
}

/** @param {string} program */
export function isInstalled(program) {
  return spawnSync('sh', ['-c', 'command -v "$1"', 'sh', program]).status === 0;
}
