/** How children are made here: what the core found out for itself (kernelFacts), and signals at the parent's death. */
import { release } from 'node:os';
import { closePidfd, kernelFacts, pidfdOpen, SyscallError } from '@forkexec/core-native';
import { attempt } from './attempt.js';
import { type Feature, fails, outcome, type Refusal, works } from './feature.js';
import { status } from './proc.js';

const SIGKILL = 9;
const modes = ['CLONE_VM|CLONE_VFORK', 'CLONE_VM', 'fork'];

export function kernel(): Feature[] {
  const { clone3, closeRange, futexWaitv } = kernelFacts();
  return [
    sharedMemory(),
    pidfd(),
    call('clone3', 'clone3', clone3, '5.3', 'clone(2) is used'),
    call('close-range', 'close_range', closeRange, '5.11', '/proc/self/fd is walked'),
    call('futex-waitv', 'futex_waitv', futexWaitv, '5.16', 'pipes are used'),
    parentDeathSignal(),
  ];
}

function sharedMemory(): Feature {
  const { sharesMemory, mode, forced } = kernelFacts();
  if (sharesMemory)
    return works('shared-memory', 'shared memory', `${modes[mode]}${forced ? ', by FORKEXEC_CHILD' : ''}`);
  return fails('shared-memory', 'shared memory', {
    reason: 'CLONE_VM is not honoured, as in an emulator (qemu-user)',
    fix: 'run it on a kernel of its own; until then a launch copies page tables, and takes longer the larger this process is',
  });
}

function pidfd(): Feature {
  try {
    closePidfd(pidfdOpen(process.pid));
  } catch (error) {
    if (!(error instanceof SyscallError)) throw error;
    return fails('pidfd', 'pidfd', {
      ...hidden('5.3'),
      reason: `${error.syscall} ${error.code}: ${hidden('5.3').reason}`,
    });
  }
  return works('pidfd', 'pidfd', kernelFacts().clonePidfd ? 'CLONE_PIDFD' : 'pidfd_open, for CLONE_PIDFD is missing');
}

/** A call that something else can stand in for. */
function call(name: string, title: string, ok: boolean, since: string, instead: string): Feature {
  if (ok) return works(name, title);
  const { reason, fix } = hidden(since);
  return fails(name, title, { reason, fix: `${fix}; until then ${instead}` });
}

/** Why a call is not there although this kernel should have it, or that it should not. */
function hidden(since: string): Required<Refusal> {
  if (!isAtLeast(release(), since))
    return { reason: `it came with Linux ${since}`, fix: `run Linux ${since} or later` };
  if (status('Seccomp') === '2') {
    return {
      reason: 'a seccomp filter may hide it',
      fix: 'allow it in that filter (docker: --security-opt seccomp=unconfined)',
    };
  }
  return { reason: 'this kernel does not offer it', fix: 'run it on an ordinary Linux kernel' };
}

export function isAtLeast(version: string, since: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map((part) => parseInt(part, 10));
  const [wantedMajor = 0, wantedMinor = 0] = since.split('.').map(Number);
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}

function parentDeathSignal(): Feature {
  const refusal = attempt({
    child: [
      { op: 'pdeathsig', signal: SIGKILL },
      { op: 'raiseIfOrphaned', signal: SIGKILL },
    ],
  });
  return outcome('parent-death-signal', 'parent death signal', refusal);
}
