import { mkdirSync, readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import type { Plan, Step } from '@forkexec/core-native';
import { denying } from '../filters.js';
import { execve, hows, inEachMode, type Launcher, plan } from '../launcher.js';

const name = `forkexec-test-${process.pid}`;

/** Where a hierarchy is mounted: proc_pid_mountinfo(5). */
function mountPoint(wanted: (type: string, options: string) => boolean): string | undefined {
  for (const line of readFileSync('/proc/self/mountinfo', 'utf8').split('\n')) {
    const [, , , , target, ...rest] = line.split(' ');
    const [type = '', , options = ''] = rest.slice(rest.indexOf('-') + 1);
    if (wanted(type, options)) return target;
  }
  return undefined;
}

/** A new group, or why there is none. */
function group(version: string, mount: string | undefined): { dir: string; missing?: string } {
  if (mount === undefined) return { dir: '', missing: `needs a cgroup ${version} hierarchy` };
  const dir = join(mount, name);
  try {
    mkdirSync(dir);
    return { dir };
  } catch (error) {
    return { dir: '', missing: `needs to write to ${mount}: ${(error as Error).message}` };
  }
}

const two = group(
  'v2',
  mountPoint((type) => type === 'cgroup2'),
);
const one = group(
  'v1',
  mountPoint((type, options) => type === 'cgroup' && options.split(',').includes('pids')),
);

/** The last process may still be on its way out: rmdir(2) says EBUSY until it is gone. */
async function remove({ dir, missing }: { dir: string; missing?: string }): Promise<void> {
  if (missing !== undefined) return;
  for (;;) {
    try {
      return rmdirSync(dir);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EBUSY') throw error;
      await setImmediate();
    }
  }
}
afterAll(() => Promise.all([remove(one), remove(two)]));

const cgroups = ['/bin/cat', '/proc/self/cgroup'];
const exit: Step = { op: 'exit', status: 0 };
const at = (cgroupFd: number): Plan => ({ ...plan(exit), clone: { flags: 0, cgroupFd } });
const line = { two: `0::/${name}\n`, one: new RegExp(`:pids:/${name}$`, 'm') };

describe.each([
  ['clone3', []],
  ['no clone3', ['clone3=ENOSYS']],
])('%s', (_, rules) => {
  inEachMode({ under: rules.length > 0 ? denying(...rules) : [] }, (launcher) => {
    /** With the directory open in the launcher. */
    async function inside(dir: string, body: (l: Launcher, fd: number) => Promise<void>): Promise<void> {
      const fd = await launcher().call('open', dir, 'r');
      await body(launcher(), fd);
      await launcher().call('close', fd);
    }

    test.for(hows)('%s: a child is born in a v2 group', async (how, { skip }) => {
      skip(two.missing !== undefined, two.missing);
      await inside(two.dir, async (l, cgroupFd) => {
        const clone = { flags: 0, cgroupFd };
        expect(await l.see(how, [], cgroups, { clone })).toContain(line.two);
        expect(await l.see(how, [{ op: 'hold' }], cgroups, { clone })).toContain(line.two);
        const parent: Step[] = [{ op: 'writeFile', path: '/proc/<pid>/oom_score_adj', data: '500', optional: false }];
        const command = ['/bin/cat', '/proc/self/cgroup', '/proc/self/oom_score_adj'];
        expect(await l.see(how, [{ op: 'hold' }], command, { clone, parent })).toMatch(/^500$/m);
      });
      expect(readFileSync('/proc/self/cgroup', 'utf8')).not.toContain(name);
    });

    test.for(hows)('%s: and in a v1 group', async (how, { skip }) => {
      skip(one.missing !== undefined, one.missing);
      await inside(one.dir, async (l, cgroupFd) => {
        expect(await l.see(how, [], cgroups, { clone: { flags: 0, cgroupFd } })).toMatch(line.one);
      });
    });

    test.for(hows)('%s: joinCgroup puts it into several', async (how, { skip }) => {
      const why = one.missing ?? two.missing;
      skip(why !== undefined, why);
      await inside(one.dir, (l, fd1) =>
        inside(two.dir, async (_l, fd2) => {
          const parent: Step[] = [fd1, fd2].map((fd) => ({ op: 'joinCgroup', fd }));
          for (const hold of [[], [{ op: 'hold' } as const]]) {
            const seen = await l.see(how, hold, cgroups, { parent });
            expect(seen).toContain(line.two);
            expect(seen).toMatch(line.one);
          }
        }),
      );
    });

    test.for(hows)('%s: a descriptor that is no group', async (how) => {
      const error = { side: 'parent', index: -1, syscall: 'openat' };
      expect(await launcher().fail(at(123_456), how)).toMatchObject({ ...error, code: 'EBADF' });
      await inside('/etc', async (l, fd) => {
        expect(await l.fail(at(fd), how)).toMatchObject({ ...error, code: 'ENOENT' });
      });
      expect(await launcher().call('state')).toMatchObject({ children: [] });
    });

    test.for(hows)('%s: many at once, half of them failing behind it', async (how, { skip }) => {
      skip(two.missing !== undefined, two.missing);
      await inside(two.dir, async (l, cgroupFd) => {
        const clone = { flags: 0, cgroupFd };
        const good = [{ ...plan(execve('/bin/true')), clone }];
        const bad = [{ ...plan(execve('/nonexistent')), clone }];
        const seen = await l.call('hammer', good, bad, 40, how === 'launch' ? 20 : 0);
        expect(seen).toEqual({ ended: 20, failed: 20 });
      });
    });
  });
});
