import type { Process } from '@forkexec/exec';
import { expect, test } from 'vitest';
import { relaySignals } from '../src/supervise/relay-signals.js';

test('a signal that comes before the program is there waits for it', () => {
  const got: unknown[] = [];
  const program = { kill: (signal: unknown) => got.push(signal) } as unknown as Process;
  const relay = relaySignals();
  process.emit('SIGTERM', 'SIGTERM');
  process.emit('SIGUSR2', 'SIGUSR2');
  expect(got).toEqual([]);
  relay.to({ program, group: false });
  expect(got).toEqual(['SIGTERM', 'SIGUSR2']);
  process.emit('SIGHUP', 'SIGHUP');
  expect(got).toEqual(['SIGTERM', 'SIGUSR2', 'SIGHUP']);
  relay.stop();
});

test('afterwards nothing is listened to any more', () => {
  const before = process.listenerCount('SIGTERM');
  const relay = relaySignals();
  expect(process.listenerCount('SIGTERM')).toBe(before + 1);
  relay.stop();
  expect(process.listenerCount('SIGTERM')).toBe(before);
});
