import { expect, test } from 'vitest';
import type { Step } from '@forkexec/core-native';
import { field, hows, inEachMode } from '../launcher.js';
import { notRoot, skipWhile } from '../privileges.js';

skipWhile(notRoot());

const status = ['/bin/cat', '/proc/self/status'];
const caps = (text: string, set: string) => BigInt(`0x${field(text, set)}`);
const NET_BIND_SERVICE = 10;
const NET_RAW = 13;
const chosen = (1n << BigInt(NET_BIND_SERVICE)) | (1n << BigInt(NET_RAW));

inEachMode({}, (launcher) => {
  test.for(hows)('%s: setgroups, setgid, setuid', async (how) => {
    const seen = await launcher().see(
      how,
      [
        { op: 'setgroups', gids: [31, 11, 0x7ffffffe] },
        { op: 'setgid', gid: 12345 },
        { op: 'setuid', uid: 23456 },
      ],
      status,
    );
    expect(field(seen, 'Uid')).toBe('23456 23456 23456 23456');
    expect(field(seen, 'Gid')).toBe('12345 12345 12345 12345');
    expect(field(seen, 'Groups')).toBe('11 31 2147483646');
    expect(caps(seen, 'CapEff')).toBe(0n);
    expect(caps(seen, 'CapPrm')).toBe(0n);
  });

  test.for(hows)('%s: no groups at all, and as many as there can be', async (how) => {
    expect(field(await launcher().see(how, [{ op: 'setgroups', gids: [] }], status), 'Groups')).toBe('');
    const gids = Array.from({ length: 65536 }, (_, i) => i + 100_000);
    const seen = await launcher().see(how, [{ op: 'setgroups', gids }], status);
    expect(field(seen, 'Groups').split(' ').map(Number)).toEqual(gids);
  });

  const withAmbient: readonly Step[] = [
    { op: 'keepCaps' },
    { op: 'setgroups', gids: [] },
    { op: 'setgid', gid: 12345 },
    { op: 'setuid', uid: 12345 },
    { op: 'addCaps', caps: chosen },
    { op: 'raiseAmbient', cap: NET_BIND_SERVICE },
    { op: 'raiseAmbient', cap: NET_RAW },
  ];

  test.for(hows)('%s: ambient capabilities survive the ids and the exec', async (how) => {
    const seen = await launcher().see(how, withAmbient, status);
    expect(field(seen, 'Uid')).toBe('12345 12345 12345 12345');
    for (const set of ['CapAmb', 'CapInh', 'CapPrm', 'CapEff']) expect(caps(seen, set), set).toBe(chosen);
  });

  test.for(hows)('%s: without keepCaps they do not', async (how) => {
    const failure = await launcher().fail(
      { clone: { flags: 0 }, parent: [], child: [...withAmbient.slice(1), { op: 'exit', status: 0 }] },
      how,
    );
    expect(failure).toMatchObject({ code: 'EPERM', syscall: 'capset', index: 3 });
  });

  test.for(hows)('%s: addCaps keeps what was there, in both words of the sets', async (how) => {
    const PERFMON = 38n;
    const adds: Step[] = [
      { op: 'addCaps', caps: 1n << PERFMON },
      { op: 'addCaps', caps: 1 },
    ];
    const seen = await launcher().see(how, adds, status);
    expect(caps(seen, 'CapInh')).toBe((1n << PERFMON) | 1n);
  });

  test.for(hows)(
    '%s: setInheritable leaves nothing of what was there, securebits what they are not told',
    async (how) => {
      const steps: Step[] = [
        { op: 'addCaps', caps: (1n << 38n) | 3n },
        { op: 'setInheritable', caps: (1n << 39n) | 2n },
        { op: 'securebits', set: 4, clear: 0 },
        { op: 'securebits', set: 1, clear: 0 },
        { op: 'securebits', set: 2, clear: 4 },
        { op: 'dropBounding', caps: 1 },
        { op: 'dropBounding', caps: (1n << 63n) | 2n },
      ];
      const seen = await launcher().see(how, steps, status);
      expect(caps(seen, 'CapInh')).toBe((1n << 39n) | 2n);
      expect(caps(seen, 'CapBnd') & 7n).toBe(4n);
      const dumped = await launcher().see(how, steps, ['/usr/bin/setpriv', '-d']);
      expect(dumped).toMatch(/^Securebits: noroot,noroot_locked$/m);
    },
  );

  test('the launcher’s own ids and capabilities are what they were', async () => {
    const seen = await launcher().see('launch', [], ['/bin/cat', `/proc/${launcher().pid}/status`]);
    expect(field(seen, 'Uid')).toBe('0 0 0 0');
    expect(caps(seen, 'CapAmb') | caps(seen, 'CapInh')).toBe(0n);
  });
});
