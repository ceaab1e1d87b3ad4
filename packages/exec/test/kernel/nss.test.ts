/** Users and groups of another source than files, in a mount namespace with an nsswitch.conf of its own. */
import { chmodSync, copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { program } from '../../../core-native/test/c-program.js';
import { cases } from '../fixtures/cases/nss.mjs';
import { matrix } from './matrix.js';

const dir = mkdtempSync(join(tmpdir(), 'forkexec-nss-'));
afterAll(() => rmSync(dir, { recursive: true }));
const script = `mount --bind ${dir}/nsswitch.conf /etc/nsswitch.conf && exec "$@"`;
const missing = cannot() ?? database();
matrix('nss.mjs', cases, {
  missing,
  under: ['env', `LD_LIBRARY_PATH=${dir}`, 'unshare', '--mount', 'sh', '-c', script, 'sh'],
});

/** The module and the configuration, readable by every user. */
function database(): undefined {
  chmodSync(dir, 0o755);
  const name = 'libnss_forkexec.so.2';
  copyFileSync(program(name, ['nss-forkexec.c'], ['-shared', '-fPIC']), join(dir, name));
  const sources = ['passwd', 'group', 'initgroups'].map((what) => `${what}: files forkexec\n`);
  writeFileSync(join(dir, 'nsswitch.conf'), sources.join(''));
}

function cannot(): string | undefined {
  if (process.geteuid?.() !== 0) return 'needs root: a mount namespace';
  const { header } = process.report.getReport() as unknown as { header: { glibcVersionRuntime?: string } };
  if (header.glibcVersionRuntime === undefined) return 'needs glibc: musl has no NSS';
  return existsSync('/etc/nsswitch.conf') ? undefined : 'needs /etc/nsswitch.conf';
}
