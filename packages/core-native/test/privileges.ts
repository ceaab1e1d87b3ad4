import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { beforeEach } from 'vitest';

const CAP_SYS_ADMIN = 21n;

/** Why a test that needs root cannot run here, or undefined. */
export function notRoot(): string | undefined {
  const caps = BigInt(`0x${/^CapEff:\s*(\w+)/m.exec(readFileSync('/proc/self/status', 'utf8'))![1]}`);
  if (process.getuid!() !== 0) return 'needs root';
  return (caps >> CAP_SYS_ADMIN) & 1n ? undefined : 'needs root with CAP_SYS_ADMIN';
}

/** Why there are no user namespaces here, or undefined. */
export function noUserNamespaces(): string | undefined {
  const { status, stderr, error } = spawnSync('unshare', ['--user', 'true'], { encoding: 'utf8' });
  return status === 0 ? undefined : `needs user namespaces: ${error?.message ?? stderr.trim()}`;
}

/** Skips every test of the suite or file that this is called in while there is a reason to. */
export function skipWhile(reason: string | undefined): void {
  beforeEach(({ skip }) => skip(reason !== undefined, reason));
}
