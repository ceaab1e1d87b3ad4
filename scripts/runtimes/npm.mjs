// Installs the folders of tools/, whose programs are no dependencies of ours.
import { spawnSync } from 'node:child_process';

/**
 * What is missing then would be rows that are quietly left out.
 * @param {string} dir
 * @param {readonly string[]} args
 */
export function npmIn(dir, args) {
  const options = ['--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline'];
  const { status } = spawnSync('npm', [...args, ...options], { cwd: dir, stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error(`npm ${args.join(' ')} in ${dir} failed`);
}
