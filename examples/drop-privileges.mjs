// Drops privileges: another user, no groups, and of all capabilities one that the program keeps. Needs root.
import { startProcess } from '@forkexec/exec';

const nobody = 65534;
const show = 'grep -E "^(Uid|Gid|Groups|CapEff|CapAmb):" /proc/self/status';

const child = await startProcess('/bin/sh', ['sh', '-c', show], {
  dir: '/',
  env: { PATH: '/usr/bin:/bin' }, // nothing of ours
  sys: {
    credential: { uid: nobody, gid: nobody },
    ambientCaps: ['CAP_NET_BIND_SERVICE'], // 0000000000000400
  },
});
const state = await child.wait();
process.exitCode = state.exitCode ?? 1;
