import { CLONE_NEWNS, CLONE_NEWTIME, CLONE_NEWUSER, CLONE_VFORK, CLONE_VM } from '@forkexec/attrs';
import { test } from 'vitest';
import { expectRefused, integers, refusal, sparse } from './refusal.js';

const map = (range: object) => [{ containerID: 0, hostID: 1000, size: 1, ...range }];
const withUser = (more: object) => ({ cloneflags: CLONE_NEWUSER, ...more });
const inTime = (timeOffsets: object) => ({ cloneflags: CLONE_NEWTIME, timeOffsets });
type Refusal = [sys: object, path: string, problem: RegExp | string];

const badValues: Refusal[] = [
  [{ setSid: true }, 'setSid', "unknown attribute, did you mean 'setsid'?"],
  [{ cgroupFd: 3 }, 'cgroupFd', "unknown attribute, did you mean 'cgroupFD'?"],
  [{ dir: '/' }, 'dir', 'unknown attribute, it stands beside sys, not in it'],
  [{ toString: 1 }, 'toString', 'unknown attribute'],
  [{ chroot: '' }, 'chroot', 'expected a path, got ""'],
  [{ chroot: '/\0' }, 'chroot', 'has a NUL byte'],
  [{ chroot: true }, 'chroot', 'expected a string, got true'],
  [{ credential: null }, 'credential', 'expected an object, got null'],
  [{ credential: {} }, 'credential.uid', /^expected an integer from 0 to 4294967294, got undefined$/],
  [{ credential: { uid: 0 } }, 'credential.gid', integers],
  [{ credential: { uid: -1, gid: 0 } }, 'credential.uid', integers],
  [{ credential: { uid: 2 ** 32 - 1, gid: 0 } }, 'credential.uid', integers],
  [{ credential: { uid: '0', gid: 0 } }, 'credential.uid', /got "0": digits alone are no name, give the number$/],
  [{ credential: { uid: 'root', gid: '00' } }, 'credential.gid', /got "00": digits alone are no name/],
  [{ credential: { uid: 'root', groups: [0, '1'] } }, 'credential.groups[1]', /got "1": digits alone are no name/],
  [{ credential: { uid: '' } }, 'credential.uid', 'expected a number or a name, got ""'],
  [{ credential: { uid: 'a\0b' } }, 'credential.uid', 'has a NUL byte'],
  [{ credential: { uid: 'root', gid: null } }, 'credential.gid', integers],
  [{ credential: { uid: 'root', groups: ['adm', ['x']] } }, 'credential.groups[1]', integers],
  [{ credential: { uid: 0, initGroups: 1 } }, 'credential.initGroups', 'expected true or false, got 1'],
  [{ credential: { uid: 0, initGroups: false } }, 'credential.gid', integers],
  [{ credential: { uid: 0, gid: 0.5 } }, 'credential.gid', integers],
  [{ credential: { uid: 0, gid: 0, groups: 5 } }, 'credential.groups', 'expected an array, got 5'],
  [{ credential: { uid: 0, gid: 0, groups: [1, -1] } }, 'credential.groups[1]', integers],
  [{ credential: { uid: 0, gid: 0, noSetgroups: true } }, 'credential.noSetgroups', "did you mean 'noSetGroups'?"],
  [{ setsid: 1 }, 'setsid', 'expected true or false, got 1'],
  [{ setpgid: 'yes' }, 'setpgid', 'expected true or false, got "yes"'],
  [{ setctty: null }, 'setctty', 'expected true or false, got null'],
  [{ noctty: {} }, 'noctty', 'expected true or false, got an object'],
  [{ foreground: 0 }, 'foreground', 'expected true or false, got 0'],
  [{ setpgid: true, pgid: -1 }, 'pgid', integers],
  [{ setpgid: true, pgid: 2 ** 31 }, 'pgid', integers],
  [{ foreground: true, ctty: -1 }, 'ctty', integers],
  [{ foreground: true, ctty: 1e300 }, 'ctty', integers],
  [{ pdeathsig: 'SIGTREM' }, 'pdeathsig', "unknown signal 'SIGTREM', did you mean 'SIGTERM'?"],
  [{ pdeathsig: 65 }, 'pdeathsig', /1 to 64/],
  [{ pdeathsig: -1 }, 'pdeathsig', /1 to 64/],
  [{ pdeathsig: 1.5 }, 'pdeathsig', /1 to 64/],
  [{ pdeathsig: true }, 'pdeathsig', 'true'],
  [{ pdeathsig: '' }, 'pdeathsig', 'unknown signal'],
  [{ cloneflags: -1 }, 'cloneflags', integers],
  [{ cloneflags: 2 ** 33 }, 'cloneflags', integers],
  [{ cloneflags: true }, 'cloneflags', integers],
  [{ cloneflags: '' }, 'cloneflags', "unknown clone flag ''"],
  [{ cloneflags: 'NEWUSER|NEWPDI' }, 'cloneflags', "unknown clone flag 'NEWPDI', did you mean 'CLONE_NEWPID'?"],
  [{ cloneflags: ['NEWUSER', 'newpdi'] }, 'cloneflags[1]', "did you mean 'CLONE_NEWPID'?"],
  [{ cloneflags: ['NEWUSER', CLONE_NEWNS] }, 'cloneflags[1]', 'clone flags must be a string, not 131072'],
  [{ cloneflags: sparse('NEWUSER') }, 'cloneflags[1]', 'clone flags must be a string, not undefined'],
  [{ cloneflags: 'VM|NEWUSER' }, 'cloneflags', /only, got VM: .* launcher/],
  [{ unshareflags: ['NEWNS', 'CLEAR_SIGHAND'] }, 'unshareflags', /only, got CLEAR_SIGHAND: .* launcher/],
  [{ unshareflags: 'newtime' }, 'unshareflags', /only, got NEWTIME$/],
  [{ cloneflags: CLONE_VM | CLONE_VFORK | CLONE_NEWUSER }, 'cloneflags', /only, got VM\|VFORK: .* launcher/],
  [{ cloneflags: 17 }, 'cloneflags', /NEWUSER\|NEWTIME\|NEWNS\|.* only, got 0x11/],
  [{ timeOffsets: { monotonic: 1 } }, 'timeOffsets', 'needs CLONE_NEWTIME in cloneflags or unshareflags'],
  [inTime({ realtime: 1 }), 'timeOffsets.realtime', 'unknown attribute'],
  [inTime({ boottime: '1' }), 'timeOffsets.boottime', 'expected milliseconds'],
  [inTime({ boottime: NaN }), 'timeOffsets.boottime', 'expected milliseconds'],
  [inTime({ monotonic: -Infinity }), 'timeOffsets.monotonic', 'expected milliseconds'],
  [{ cgroup: '' }, 'cgroup', 'expected a path'],
  [{ cgroup: '/sys/fs/cgroup/\0' }, 'cgroup', 'has a NUL byte'],
  [{ cgroup: -1 }, 'cgroup', 'expected an integer from 0'],
  [{ cgroup: '/x', useCgroupFD: true, cgroupFD: 3 }, 'cgroup', 'together with useCgroupFD'],
  [{ unshareflags: 0x200 }, 'unshareflags', /only, got FS: /],
  [withUser({ uidMappings: {} }), 'uidMappings', 'expected an array, got an object'],
  [withUser({ uidMappings: [] }), 'uidMappings', '1 to 340'],
  [withUser({ uidMappings: [null] }), 'uidMappings[0]', 'expected an object, got null'],
  [withUser({ uidMappings: sparse() }), 'uidMappings[0]', 'expected an object, got undefined'],
  [
    withUser({ uidMappings: map({ size: -1 }) }),
    'uidMappings[0].size',
    /^expected an integer from 1 to 4294967295, got -1$/,
  ],
  [withUser({ uidMappings: map({ size: 0 }) }), 'uidMappings[0].size', integers],
  [withUser({ uidMappings: map({ size: undefined }) }), 'uidMappings[0].size', integers],
  [withUser({ uidMappings: map({ size: 2 ** 32 }) }), 'uidMappings[0].size', integers],
  [withUser({ gidMappings: map({ hostID: '0' }) }), 'gidMappings[0].hostID', integers],
  [withUser({ gidMappings: map({ containerID: -5 }) }), 'gidMappings[0].containerID', integers],
  [withUser({ gidMappings: map({ containerId: 0 }) }), 'gidMappings[0].containerId', "did you mean 'containerID'?"],
  [
    withUser({ gidMappings: map({ containerID: 2 ** 32 - 2, size: 2 }) }),
    'gidMappings[0].size',
    'run past the last id',
  ],
  [
    withUser({ uidMappings: [...map({ size: 10 }), ...map({ containerID: 9, hostID: 5 })] }),
    'uidMappings[1].containerID',
    'overlap',
  ],
  [
    withUser({ uidMappings: [...map({ size: 10 }), ...map({ containerID: 10, hostID: 1009 })] }),
    'uidMappings[1].hostID',
    'overlap',
  ],
  [
    withUser({ uidMappings: Array.from({ length: 341 }, (_, i) => map({ containerID: i, hostID: i })[0]) }),
    'uidMappings',
    '1 to 340',
  ],
  [{ gidMappingsEnableSetgroups: 1 }, 'gidMappingsEnableSetgroups', 'expected true or false, got 1'],
  [{ ambientCaps: 'net_admin' }, 'ambientCaps', 'expected an array, got "net_admin"'],
  [{ ambientCaps: ['net_admn'] }, 'ambientCaps[0]', "did you mean 'CAP_NET_ADMIN'?"],
  [{ ambientCaps: [0, 64] }, 'ambientCaps[1]', /0 to 63/],
  [{ ambientCaps: [{}] }, 'ambientCaps[0]', 'an object'],
  [{ ambientCaps: sparse('chown') }, 'ambientCaps[1]', 'undefined'],
  [{ useCgroupFD: 3 }, 'useCgroupFD', 'expected true or false, got 3'],
  [{ useCgroupFD: true, cgroupFD: -1 }, 'cgroupFD', integers],
  [{ hostname: 'x'.repeat(65) }, 'hostname', 'expected at most 64 bytes, got 65'],
  [{ hostname: 'ü'.repeat(33) }, 'hostname', 'expected at most 64 bytes, got 66'],
  [{ hostname: 'a\0' }, 'hostname', 'has a NUL byte'],
  [{ mountProc: 'proc' }, 'mountProc', 'expected true, false or an absolute path, got "proc"'],
  [{ mountProc: '/proc\0' }, 'mountProc', 'has a NUL byte'],
  [{ mountProc: 1 }, 'mountProc', 'expected true, false or an absolute path, got 1'],
  [{ rlimits: [] }, 'rlimits', 'iterable'],
  [{ rlimits: { nofiles: 1 } }, 'rlimits.nofiles', "unknown resource limit 'nofiles', did you mean 'RLIMIT_NOFILE'?"],
  [{ rlimits: { nofile: -1 } }, 'rlimits.nofile', '-1'],
  [{ rlimits: { nofile: 'infinite' } }, 'rlimits.nofile', 'unlimited'],
  [{ rlimits: { nofile: null } }, 'rlimits.nofile', 'expected an object, got null'],
  [{ rlimits: { nofile: 2n ** 64n } }, 'rlimits.nofile', '18446744073709551616n'],
  [{ rlimits: { nofile: { soft: 1 } } }, 'rlimits.nofile.hard', 'undefined'],
  [{ rlimits: { nofile: { soft: 1.5, hard: 2 } } }, 'rlimits.nofile.soft', '1.5'],
  [{ rlimits: { nofile: { soft: 3, hard: 2 } } }, 'rlimits.nofile.soft', 'above the hard limit'],
  [{ rlimits: { nofile: { soft: 'unlimited', hard: 2 } } }, 'rlimits.nofile.soft', 'above the hard limit'],
  [{ rlimits: { nofile: { soft: 1, hard: 2, max: 3 } } }, 'rlimits.nofile.max', 'unknown attribute'],
  [{ rlimits: { nofile: 1, RLIMIT_NOFILE: 1 } }, 'rlimits.RLIMIT_NOFILE', 'is the same limit as rlimits.nofile'],
];

const contradictions: Refusal[] = [
  [{ setsid: true, setctty: true, foreground: true }, 'setctty', 'together with foreground'],
  [{ setctty: true }, 'setctty', 'needs setsid'],
  [{ setsid: true, setctty: true, ctty: 3 }, 'ctty', 'expected a descriptor of the child'],
  [{ ctty: 1 }, 'ctty', 'does nothing without'],
  [{ setsid: true, setctty: true, noctty: true }, 'noctty', 'together with setctty'],
  [{ setsid: true, noctty: true }, 'noctty', 'together with setsid'],
  [{ setsid: true, setpgid: true }, 'setpgid', 'together with setsid'],
  [{ setsid: true, foreground: true }, 'foreground', 'together with setsid'],
  [{ pgid: 5 }, 'pgid', 'does nothing without'],
  [{ cloneflags: CLONE_NEWUSER, unshareflags: CLONE_NEWUSER }, 'unshareflags', 'in cloneflags already'],
  [{ uidMappings: map({}) }, 'uidMappings', 'needs CLONE_NEWUSER'],
  [{ cloneflags: CLONE_NEWNS, gidMappings: map({}) }, 'gidMappings', 'needs CLONE_NEWUSER'],
  [withUser({ gidMappingsEnableSetgroups: true }), 'gidMappingsEnableSetgroups', 'does nothing without gidMappings'],
  [
    { credential: { uid: 0, gid: 0, groups: [1], noSetGroups: true } },
    'credential.groups',
    'together with noSetGroups',
  ],
  [
    withUser({ gidMappings: map({}), credential: { uid: 0, gid: 0, groups: [0] } }),
    'credential.groups',
    'needs gidMappingsEnableSetgroups',
  ],
  [{ credential: { uid: 'x', groups: ['y'], initGroups: true } }, 'credential.initGroups', 'together with groups'],
  [{ credential: { uid: 0, noSetGroups: true, initGroups: true } }, 'credential.initGroups', 'together with noSet'],
  [
    withUser({ gidMappings: map({}), credential: { uid: 'x', initGroups: true } }),
    'credential.initGroups',
    'needs gidMappingsEnableSetgroups',
  ],
  [{ hostname: 'box' }, 'hostname', 'needs CLONE_NEWUTS'],
  [{ mountProc: true }, 'mountProc', 'needs CLONE_NEWNS'],
  [{ useCgroupFD: true }, 'cgroupFD', 'expected the descriptor of a cgroup directory'],
  [{ cgroupFD: 5 }, 'cgroupFD', 'does nothing without useCgroupFD'],
];

test.each(badValues)('SysProcAttr %o: %s', (sys, path, problem) => {
  expectRefused(refusal('a', ['a'], { sys }), path, problem);
});

test.each(contradictions)('cannot be meant together: %o: %s', (sys, path, problem) => {
  expectRefused(refusal('a', ['a'], { sys }), path, problem);
});

test('terminals that files do not leave open', () => {
  const setctty = { setsid: true, setctty: true };
  expectRefused(refusal('a', ['a'], { files: [0], sys: { ...setctty, ctty: 1 } }), 'ctty', 'files leaves open');
  expectRefused(refusal('a', ['a'], { files: [0, -1, 2], sys: { ...setctty, ctty: 1 } }), 'ctty', 'files leaves open');
  expectRefused(refusal('a', ['a'], { files: [], sys: { noctty: true } }), 'noctty', 'files leaves closed');
  expectRefused(refusal('a', ['a'], { files: [-1, 1], sys: { noctty: true } }), 'noctty', 'files leaves closed');
});
