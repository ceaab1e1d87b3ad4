// The usual case: what a command prints, or what went wrong with it.
import { run, RunError } from '@forkexec/exec';

const { stdout, wallMs, rusage } = await run('uname', ['-s']);
console.log(stdout, wallMs > 0, rusage.maxRssBytes > 0);

const sorted = await run('sort', ['-u'], { input: 'pear\napple\npear\n' });
console.log(sorted.stdout.split('\n'));

try {
  await run('sh', ['-c', 'echo "no such thing" >&2; exit 3']);
} catch (error) {
  if (!(error instanceof RunError)) throw error;
  console.log(error.message);
}
