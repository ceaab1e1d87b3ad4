import { describe, expect, test } from 'vitest';
import { cgroupVersion, ownCgroups, parseCgroupMounts, parseMemberships } from '../../src/probe/cgroup-files.js';

const line = (root: string, point: string, type: string, options = 'rw') =>
  `31 25 0:27 ${root} ${point} rw,relatime shared:9 - ${type} ${type} ${options}\n`;
const root = '22 1 8:1 / / rw - ext4 /dev/sda1 rw\n';
const v2 = line('/', '/sys/fs/cgroup', 'cgroup2');
const pids = line('/', '/sys/fs/cgroup/pids', 'cgroup', 'rw,pids');
const cpu = line('/', '/sys/fs/cgroup/cpu,cpuacct', 'cgroup', 'rw,cpu,cpuacct');
const unified = line('/', '/sys/fs/cgroup/unified', 'cgroup2');

const directories = (memberships: string, mountinfo: string) =>
  ownCgroups(parseMemberships(memberships), parseCgroupMounts(mountinfo)).map(({ directory }) => directory);

describe('/proc/self/cgroup', () => {
  test('version 2 has one line, without controllers', () => {
    expect(parseMemberships('0::/user.slice/a b\n')).toEqual([{ controllers: [], path: '/user.slice/a b' }]);
  });

  test('version 1 has one for each hierarchy; a path may have colons', () => {
    expect(parseMemberships('4:cpu,cpuacct:/x:y\n1:name=systemd:/\n0::/\n')).toEqual([
      { controllers: ['cpu', 'cpuacct'], path: '/x:y' },
      { controllers: ['name=systemd'], path: '/' },
      { controllers: [], path: '/' },
    ]);
  });

  test('nothing comes of nothing', () => {
    expect(parseMemberships('')).toEqual([]);
    expect(parseCgroupMounts('')).toEqual([]);
    expect(parseCgroupMounts('garbage\n1 2 3\n')).toEqual([]);
  });
});

describe('the version', () => {
  test.each([
    [root + v2, 'v2'],
    [root + pids + cpu, 'v1'],
    [root + pids + unified, 'hybrid'],
    [root, undefined],
  ])('%j', (mountinfo, version) => {
    expect(cgroupVersion(parseCgroupMounts(mountinfo))).toBe(version);
  });
});

describe('the directories of the own cgroups', () => {
  test('below the mount', () => {
    expect(directories('0::/a/b\n', root + v2)).toEqual(['/sys/fs/cgroup/a/b']);
    expect(directories('0::/\n', root + v2)).toEqual(['/sys/fs/cgroup']);
  });

  test('version 2 first, then each hierarchy by its controllers', () => {
    const memberships = '5:cpu,cpuacct:/c\n3:pids:/p\n0::/u\n';
    expect(directories(memberships, root + cpu + pids + unified)).toEqual([
      '/sys/fs/cgroup/unified/u',
      '/sys/fs/cgroup/cpu,cpuacct/c',
      '/sys/fs/cgroup/pids/p',
    ]);
  });

  test('of a mount that shows a part only, as in a container without a cgroup namespace', () => {
    const part = root + line('/docker/abc', '/sys/fs/cgroup', 'cgroup2');
    expect(directories('0::/docker/abc/x\n', part)).toEqual(['/sys/fs/cgroup/x']);
    expect(directories('0::/docker/abc\n', part)).toEqual(['/sys/fs/cgroup']);
    expect(directories('0::/docker/abcd\n', part)).toEqual([]);
    expect(directories('0::/\n', part)).toEqual([]);
  });

  test('outside of the cgroup namespace there is none', () => {
    expect(directories('0::/../x\n', root + v2)).toEqual([]);
  });

  test('a mount point with blanks', () => {
    expect(directories('0::/a\n', line('/', '/mnt/c\\040g', 'cgroup2'))).toEqual(['/mnt/c g/a']);
  });
});
