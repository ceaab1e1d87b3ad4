import { spawnSync } from 'node:child_process';

/** Who runs a program: us, or with root's help an ordinary user. */
export interface As {
  readonly uid?: number;
  readonly gid?: number;
}

/** Why user namespaces, with mounts in them, cannot be had here; asked of unshare(1), not of the code under test. */
export function noUserNamespaces(as: As = {}): string | undefined {
  const args = ['-U', '-r', '-m', '-p', '-f', '--mount-proc', 'true'];
  const { status, error, stderr } = spawnSync('unshare', args, { encoding: 'utf8', cwd: '/', ...as });
  if (error) return `needs unshare(1) to find out whether user namespaces work: ${error.message}`;
  return status === 0 ? undefined : `needs user namespaces: ${stderr.trim()}`;
}
