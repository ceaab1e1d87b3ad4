// A program that can read /usr and write one directory, and nothing else: Landlock. Needs no privilege.
import { closeSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { landlockABI, landlockRuleset, startProcess } from '@forkexec/exec';

const script = `
  echo kept > result && cat result
  cat /etc/passwd || echo 'no /etc'
  echo > ../outside || echo 'no other directory'
`;

if (landlockABI() === 0) {
  console.log('no Landlock on this machine: Linux 5.13, and landlock in /sys/kernel/security/lsm');
  process.exit();
}
const dir = mkdtempSync(join(tmpdir(), 'forkexec-'));
// Where /bin and /lib are no links to /usr, programs and their libraries are there as well.
const system = ['/usr', '/bin', '/lib', '/lib64'].filter((path) => existsSync(path));
const { fd, dropped } = landlockRuleset(
  {
    fs: [
      ...system.map((path) => ({ path, access: ['execute', 'read_file', 'read_dir'] })),
      { path: '/etc/ld.so.cache', access: ['read_file'] }, // where the loader looks for libraries
      { path: dir, access: ['read_file', 'write_file', 'make_reg', 'truncate'] },
    ].filter(({ path }) => existsSync(path)),
    net: [], // no TCP at all
  },
  { bestEffort: true }, // on an older kernel with what it knows
);
try {
  if (dropped.length > 0) console.log(`this kernel cannot deny ${dropped.join(', ')}`);
  const child = await startProcess('/bin/sh', ['sh', '-c', `exec 2>&-; ${script}`], {
    dir,
    sys: { noNewPrivs: true, useLandlock: true, landlockFD: fd },
  });
  console.log(String(await child.wait()), readdirSync(dir));
} finally {
  closeSync(fd); // any number of launches could have used it
  rmSync(dir, { recursive: true });
}
