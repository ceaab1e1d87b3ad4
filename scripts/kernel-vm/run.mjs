import { spawnSync } from 'node:child_process';

/**
 * A program's output; it throws with everything that was printed when the program fails.
 * @param {string} name
 * @param {readonly string[]} args
 * @param {{ cwd?: string, input?: string }} [options]
 */
export function run(name, args, options = {}) {
  const { status, signal, error, stdout, stderr } = spawnSync(name, args, {
    ...options,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (error) throw error;
  if (status !== 0)
    throw new Error(`${name} ${args.join(' ')}: ${signal ?? `exit status ${status}`}\n${stderr}${stdout}`);
  return stdout;
}
