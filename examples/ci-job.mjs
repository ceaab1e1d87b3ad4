// Jobs as a CI runner starts them: with limits on time, memory, files and output, little priority, an environment of their
// own, and nothing left behind: the whole group is ended, and it dies with us.
import { run } from '@forkexec/exec';

const jobs = {
  good: 'echo "tests passed, HOME is $HOME"',
  greedy: 'head -c 1G /dev/zero | tail >/dev/null', // tail keeps the last line, and there is none before the end
  chatty: 'while :; do echo again and again; done',
  stuck: 'sleep 1000 & wait',
};

for (const [name, script] of Object.entries(jobs)) {
  const { success, reason, signal, exitCode, stdout } = await run('sh', ['-ec', script], {
    cwd: '/',
    env: { PATH: '/usr/bin:/bin', HOME: '/nonexistent', CI: 'true' },
    stderr: 'stdout',
    maxBuffer: 64 * 1024,
    timeout: name === 'stuck' ? 300 : 60_000,
    gracePeriod: 2000,
    killGroup: true,
    reject: false, // a job that fails is a result
    sys: {
      pdeathsig: 'SIGKILL',
      nice: 10,
      umask: 0o022,
      rlimits: { as: 64 * 1024 ** 2, cpu: { soft: 30, hard: 31 }, fsize: 1024 ** 2, nofile: 256, core: 0 },
    },
  });
  const how = success ? 'passed' : `failed: ${reason}, ${signal ?? `exit status ${exitCode}`}`;
  console.log(`${name} ${how}; ${stdout.slice(0, 60).split('\n')[0]}`);
}
