import { spawnSync } from 'node:child_process';
import { encode, type Plan } from '@forkexec/core-native';

/** A plan's bytes, in memory of their own. */
export function wireOf(plan: Plan): Buffer {
  const { buffer, length } = encode(plan);
  return Buffer.from(buffer.subarray(0, length));
}

/**
 * Gives dump-plan the frames and returns its lines, one for each.
 * @throws with what a sanitizer or a broken promise said
 */
export function dump(program: string, frames: readonly Uint8Array[], option?: '--quiet' | '--starve'): unknown[] {
  const input = Buffer.concat(
    frames.flatMap((frame) => {
      const size = Buffer.alloc(4);
      size.writeUInt32LE(frame.length);
      return [size, frame];
    }),
  );
  const { status, signal, stdout, stderr } = spawnSync(program, option ? [option] : [], {
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) {
    const answered = stdout.split('\n').length - 1;
    const frame = Buffer.from(frames[answered] ?? []).toString('hex');
    throw new Error(`${signal ?? status} at frame ${answered} or soon after (${frame}):\n${stderr}`);
  }
  const lines = stdout.split('\n').slice(0, -1);
  return lines.map((line) => (option === '--quiet' && line === 'plan' ? line : JSON.parse(line)));
}

/** The header's fields by their place, native/wire.h. */
export const HEADER = {
  magic: 0,
  opsHash: 4,
  size: 8,
  parent: 12,
  child: 16,
  cgroupFd: 20,
  flags: 24,
  cgroupPath: 32,
} as const;
export const RECORDS = 40;
export const RECORD = 48;
