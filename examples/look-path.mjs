// Finds a program as a shell does, and says what is wrong when there is none. A launch itself never searches.
import { ExecutableNotFoundError, lookPath, startProcess } from '@forkexec/exec';

const sh = lookPath('sh', { path: '/nonexistent:/bin:/usr/bin' });
const child = await startProcess(sh, ['sh', '-c', 'echo "started as $0"'], { env: [] });
await child.wait();

const wrong = [
  { file: 'no-such-program', path: '/usr/bin:/bin' },
  { file: '/etc/passwd', path: '/usr/bin:/bin' }, // not executable
  { file: 'look-path.mjs', path: import.meta.dirname }, // not executable either
];
for (const { file, path } of wrong) {
  try {
    lookPath(file, { path });
  } catch (error) {
    if (!(error instanceof ExecutableNotFoundError)) throw error;
    console.log(`${error.code}: ${error.message}`);
  }
}
