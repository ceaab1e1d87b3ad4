// Writes src/syscall-tables.ts from the kernel's headers of this machine (Debian package linux-libc-dev); `--check` only
// compares. Needs a C preprocessor. What the headers do not have yet is in `later`.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const target = fileURLToPath(new URL('../src/syscall-tables.ts', import.meta.url));

/**
 * Newer than Debian 12's headers. One number on every machine from 424 on: scripts/syscall.tbl and
 * arch/x86/entry/syscalls/syscall_64.tbl of Linux 6.17.
 */
const later = {
  cachestat: 451,
  fchmodat2: 452,
  map_shadow_stack: 453,
  futex_wake: 454,
  futex_wait: 455,
  futex_requeue: 456,
  statmount: 457,
  listmount: 458,
  lsm_get_self_attr: 459,
  lsm_set_self_attr: 460,
  lsm_list_modules: 461,
  mseal: 462,
  setxattrat: 463,
  getxattrat: 464,
  listxattrat: 465,
  removexattrat: 466,
  open_tree_attr: 467,
  file_getattr: 468,
  file_setattr: 469,
};

/** What arch/arm64/include/uapi/asm/unistd.h defines before it includes the generic list. */
const arm64 = [
  '__BITS_PER_LONG=64',
  '__ARCH_WANT_RENAMEAT',
  '__ARCH_WANT_NEW_STAT',
  '__ARCH_WANT_SET_GET_RLIMIT',
  '__ARCH_WANT_TIME32_SYSCALLS',
  '__ARCH_WANT_SYS_CLONE3',
  '__ARCH_WANT_MEMFD_SECRET',
];

/**
 * The numbers that a header defines, by name.
 * @param {string} header
 * @param {readonly string[]} defines
 */
function syscallsOf(header, defines = []) {
  const lines = defines.flatMap((name) => [`#undef ${name.split('=')[0]}`, `#define ${name.replace('=', ' ')}`]);
  const source = ['#include <asm/bitsperlong.h>', ...lines, `#include <${header}>`, ''].join('\n');
  const output = execFileSync('cc', ['-E', '-dM', '-x', 'c', '-'], { input: source, encoding: 'utf8' });
  const raw = new Map(
    [...output.matchAll(/^#define (__NR\w+) (\w+)$/gm)].map(([, name = '', value = '']) => [name, value]),
  );
  /** @type {Map<string, number>} */
  const found = new Map();
  for (const [name, value] of raw) {
    // Some stand for another (__NR_fcntl is __NR3264_fcntl), some are no calls but counts.
    const number = Number(raw.get(value) ?? value);
    if (name.startsWith('__NR_') && !/^__NR_(syscalls|arch_specific_syscall)$/.test(name))
      found.set(name.slice(5), number);
  }
  return found;
}

export const headers = {
  x64: () => syscallsOf('asm/unistd_64.h'),
  arm64: () => syscallsOf('asm-generic/unistd.h', arm64),
};

/**
 * Names in the order of their numbers; a number stands where one does not follow the last.
 * @param {Map<string, number>} found
 */
function list(found) {
  const all = [...new Map([...Object.entries(later), ...found])].toSorted(([, a], [, b]) => a - b);
  let next = 0;
  const words = [];
  for (const [name, number] of all) {
    if (number !== next) words.push(`${number}`);
    words.push(name);
    next = number + 1;
  }
  const lines = [''];
  for (const word of words) {
    if (`${lines.at(-1)} ${word}`.length > 112) lines.push('');
    lines.push(`${lines.pop()} ${word}`.trimStart());
  }
  return lines.map((line) => `    ${line}\n`).join('');
}

function text() {
  const lists = Object.entries(headers).map(([arch, read]) => `  ${arch}: \`\n${list(read())}  \`,\n`);
  return `/**
 * Written by scripts/gen-syscalls.mjs from the kernel's headers: system calls in the order of their numbers, from 0 on; a
 * number is that of the name behind it.
 */
export const syscallLists = {
${lists.join('')}} as const;
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const wanted = text();
  if (!process.argv.includes('--check')) writeFileSync(target, wanted);
  else if (readFileSync(target, 'utf8') !== wanted) {
    console.error('src/syscall-tables.ts is not what the headers say: run node scripts/gen-syscalls.mjs');
    process.exitCode = 1;
  }
}
