// A shell that is root in user, mount, pid, network and host name spaces of its own. Needs no privilege.
import { CLONE_NEWIPC, CLONE_NEWNET, CLONE_NEWNS, CLONE_NEWPID, CLONE_NEWUSER, CLONE_NEWUTS } from '@forkexec/attrs';
import { startProcess } from '@forkexec/exec';

const look = `
  echo "user $(id -u), host $(uname -n)"
  echo "processes:" /proc/[0-9]*
  echo "interfaces:" $(tail -n +3 /proc/net/dev | cut -d: -f1)
`;

const child = await startProcess('/bin/sh', ['sh', '-c', look], {
  dir: '/',
  sys: {
    cloneflags: CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS,
    uidMappings: [{ containerID: 0, hostID: process.geteuid?.() ?? 0, size: 1 }],
    gidMappings: [{ containerID: 0, hostID: process.getegid?.() ?? 0, size: 1 }],
    hostname: 'box',
    mountProc: true,
    setsid: true, // it cannot push input into our terminal
    pdeathsig: 'SIGKILL', // and with it, process 1 of its pid namespace, all in there die
  },
});
const state = await child.wait();
process.exitCode = state.exitCode ?? 1;
