// A pid namespace with a process 1 that passes signals on and reaps: the program is process 2, and ends as if it had no namespace.
import { CLONE_NEWNS, CLONE_NEWPID, CLONE_NEWUSER } from '@forkexec/attrs';
import { startProcess } from '@forkexec/exec';

const script = 'echo "process $$, child of process $PPID"; kill -TERM $$';
const child = await startProcess('/bin/sh', ['sh', '-c', script], {
  sys: {
    cloneflags: CLONE_NEWUSER | CLONE_NEWPID,
    unshareflags: CLONE_NEWNS,
    idMap: ['root'],
    mountProc: true,
    init: true,
    pdeathsig: 'SIGKILL', // the init's, and with it the whole namespace's
  },
});
console.log(String(await child.wait()));
