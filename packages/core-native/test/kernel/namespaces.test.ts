import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Step } from '@forkexec/core-native';
import { hows, inEachMode, plan } from '../launcher.js';
import { notRoot, skipWhile } from '../privileges.js';

const NEWNS = 0x00020000;
const NEWUTS = 0x04000000;
const NEWUSER = 0x10000000;
const NEWPID = 0x20000000;
const MS_REC_PRIVATE = 0x4000 | 0x40000;
const MS_RDONLY = 1;
const MS_NOSUID = 2;

const dir = mkdtempSync(join(tmpdir(), 'forkexec-ns-'));
afterAll(() => rmSync(dir, { recursive: true }));
mkdirSync(join(dir, 'inner'));
const exit: Step = { op: 'exit', status: 0 };
const write = (path: string, data: string): Step => ({ op: 'writeFile', path, data, optional: false });
const makePrivate: Step = { op: 'mount', source: 'none', target: '/', type: null, flags: MS_REC_PRIVATE, data: null };
const tmpfs: Step = {
  op: 'mount',
  source: 'a name',
  target: dir,
  type: 'tmpfs',
  flags: MS_RDONLY | MS_NOSUID,
  data: 'size=12k,mode=711',
};

inEachMode({}, (launcher) => {
  test.for(hows)('%s: chdir', async (how) => {
    expect(await launcher().see(how, [{ op: 'chdir', path: dir }], ['/bin/pwd'])).toBe(`${dir}\n`);
    expect(await launcher().see(how, [], ['/bin/pwd'])).toBe('/\n');
  });

  test.for(hows)('%s: writeFile of a file that need not be there', async (how) => {
    const path = join(dir, 'nothing');
    expect(await launcher().run(plan({ op: 'writeFile', path, data: 'x', optional: true }, exit), how)).toMatchObject({
      status: 0,
    });
  });

  test.for(hows)('%s: writeFile writes any bytes, none too', async (how) => {
    const path = join(dir, 'bytes');
    for (const data of ['ä\0€\n', 'z'.repeat(300_000), '']) {
      writeFileSync(path, '');
      await launcher().run(plan({ op: 'writeFile', path, data, optional: false }, exit), how);
      expect(readFileSync(path, 'utf8')).toBe(data);
    }
  });
});

describe('with privilege', () => {
  skipWhile(notRoot());

  inEachMode({}, (launcher) => {
    test.for(hows)('%s: mount in a mount namespace made by clone', async (how) => {
      const clone = { flags: NEWNS };
      const seen = await launcher().see(how, [makePrivate, tmpfs], ['/bin/cat', '/proc/self/mountinfo'], { clone });
      const line = seen.split('\n').find((text) => text.includes(` ${dir} `));
      expect(line).toMatch(/ ro,nosuid[ ,].* - tmpfs a\\040name ro,size=12k,mode=711/);
      expect(readFileSync('/proc/self/mountinfo', 'utf8')).not.toContain(dir);
    });

    test.for(hows)('%s: the same by unshare', async (how) => {
      const steps: Step[] = [{ op: 'unshare', flags: NEWNS }, makePrivate, tmpfs];
      const seen = await launcher().see(how, steps, ['/bin/cat', '/proc/self/mountinfo']);
      expect(seen).toContain(` ${dir} `);
      expect(readFileSync('/proc/self/mountinfo', 'utf8')).not.toContain(dir);
    });

    test.for(hows)('%s: sethostname', async (how) => {
      const steps: Step[] = [
        { op: 'unshare', flags: NEWUTS },
        { op: 'sethostname', name: 'another.name' },
      ];
      expect(await launcher().see(how, steps, ['/bin/uname', '-n'])).toBe('another.name\n');
      expect(await launcher().see(how, [steps[1]!], ['/bin/uname', '-n'], { clone: { flags: NEWUTS } })).toBe(
        'another.name\n',
      );
      expect(hostname()).not.toBe('another.name');
    });

    test.for(hows)('%s: chroot and chdir', async (how) => {
      writeFileSync(join(dir, 'inner', 'file'), '');
      const steps: Step[] = [
        { op: 'chroot', path: dir },
        { op: 'chdir', path: '/inner' },
        write('file', how),
        { op: 'chdir', path: '/' },
        write('inner/../../../inner/file', how),
      ];
      await launcher().run(plan(...steps, exit), how);
      expect(readFileSync(join(dir, 'inner', 'file'), 'utf8')).toBe(how);
    });

    test.for(hows)('%s: a user namespace whose maps the parent writes', async (how) => {
      const parent = [write('/proc/<pid>/uid_map', '0 5000 10\n10 0 1'), write('/proc/<pid>/gid_map', '0 6000 1\n')];
      const steps: Step[] = [
        { op: 'hold' },
        { op: 'setgroups', gids: [] },
        { op: 'setgid', gid: 0 },
        { op: 'setuid', uid: 5 },
      ];
      const clone = { flags: NEWUSER | NEWPID };
      const command = ['/bin/sh', '-c', 'echo $(id -u) $(id -g) $(id -G) $$ $(cat /proc/self/uid_map)'];
      const seen = await launcher().see(how, steps, command, { clone, parent });
      expect(seen).toBe('5 0 0 1 0 5000 10 10 0 1\n');
    });

    test.for(hows)('%s: parent steps without a hold are done before the first child step', async (how) => {
      const parent: Step[] = [{ op: 'writeFile', path: '/proc/<pid>/uid_map', data: '0 0 1', optional: false }];
      const clone = { flags: NEWUSER };
      const seen = await launcher().see(how, [{ op: 'setuid', uid: 0 }], ['/usr/bin/id', '-u'], { clone, parent });
      expect(seen).toBe('0\n');
    });

    test.for(hows)('%s: a user namespace whose single map the child writes itself', async (how) => {
      const steps: Step[] = [
        { op: 'unshare', flags: NEWUSER },
        write('/proc/self/setgroups', 'deny'),
        write('/proc/self/uid_map', '7 0 1'),
        write('/proc/self/gid_map', '8 0 1'),
      ];
      expect(await launcher().see(how, steps, ['/bin/sh', '-c', 'id -u; id -g'])).toBe('7\n8\n');
    });
  });
});
