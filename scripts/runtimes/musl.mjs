// Debian's musl with a libstdc++ for it, which Debian lacks and Bun's musl build wants: gcc's static one, linked against
// musl. The names that it wants from glibc are defined beside it; so an addon that needed them would pass here and fail
// on Alpine: what keeps our addon from that is native/allowed-symbols.txt.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const libc = '/lib/x86_64-linux-musl/libc.so';

const stub = `
#include <stddef.h>
#include <sys/random.h>
#include <time.h>
void *__dso_handle __attribute__((visibility("hidden"))) = 0;
char __libc_single_threaded = 0;
int _dl_find_object(void *pc, void *result) { (void)pc; (void)result; return -1; }
unsigned arc4random(void) { unsigned x = 0; getrandom(&x, sizeof x, 0); return x; }
size_t __strftime_l(char *s, size_t n, const char *f, const struct tm *t, void *l) { (void)l; return strftime(s, n, f, t); }
int __cxa_thread_atexit_impl(void (*f)(void *), void *p, void *d) { (void)f; (void)p; (void)d; return 0; }
`;

/** Why it cannot be made here, or undefined. */
export function noMusl() {
  return existsSync(libc) && existsSync('/usr/bin/musl-gcc') ? undefined : 'needs Debian’s musl-tools';
}

/**
 * @param {string} dir
 * @returns {string} the folder for LD_LIBRARY_PATH
 */
export function muslLibraries(dir) {
  mkdirSync(dir, { recursive: true });
  const library = join(dir, 'libstdc++.so.6');
  if (existsSync(library)) return dir;
  const object = join(dir, 'stub.o');
  writeFileSync(join(dir, 'stub.c'), stub);
  execFileSync('musl-gcc', ['-O1', '-fPIC', '-c', join(dir, 'stub.c'), '-o', object]);
  const gcc = dirname(execFileSync('gcc', ['-print-libgcc-file-name'], { encoding: 'utf8' }).trim());
  const whole = ['libstdc++.a', 'libgcc_eh.a'].map((name) => join(gcc, name));
  const link = ['-shared', '-nostdlib', '-o', library, '-Wl,-soname,libstdc++.so.6', object];
  const archives = ['-Wl,--whole-archive', ...whole, '-Wl,--no-whole-archive', join(gcc, 'libgcc.a'), libc];
  execFileSync('gcc', [...link, ...archives], { stdio: ['ignore', 'ignore', 'inherit'] });
  return dir;
}
