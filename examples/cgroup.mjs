// Starts a program inside a cgroup: it never runs outside of it. Needs version 2, and the right to make a cgroup below our
// own: root, or a delegated one.
import { closeSync, mkdirSync, openSync, readFileSync, rmdirSync } from 'node:fs';
import { startProcess } from '@forkexec/exec';

const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n');
const mount = mounts.map((line) => line.split(' ')).find(([, , type]) => type === 'cgroup2')?.[1];
const own = /^0::(.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8'))?.[1];
if (mount === undefined || own === undefined) throw new Error('no cgroup version 2 here');

const cgroup = `${mount}${own === '/' ? '' : own}/forkexec-${process.pid}`;
mkdirSync(cgroup); // and here one would write memory.max, pids.max, cpu.max
try {
  const fd = openSync(cgroup, 'r');
  const child = await startProcess('/bin/sh', ['sh', '-c', 'grep ^0:: /proc/self/cgroup'], {
    sys: { useCgroupFD: true, cgroupFD: fd },
  });
  closeSync(fd);
  await child.wait();
} finally {
  rmdirSync(cgroup);
}
