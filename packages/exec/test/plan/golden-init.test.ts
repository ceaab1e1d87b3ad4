import { CLONE_NEWPID } from '@forkexec/attrs';
import { plan } from '@forkexec/exec';
import { expect, test } from 'vitest';
import { expectPlan } from './golden.js';

test('an init has what the program has but its session, group, terminal and descriptors', () => {
  expectPlan(
    {
      dir: '/srv',
      files: [21, 1, -1],
      sys: {
        cloneflags: CLONE_NEWPID,
        init: true,
        setsid: true,
        setctty: true,
        pdeathsig: 'SIGKILL',
        noNewPrivs: true,
      },
    },
    `
      clone   NEWPID|PIDFD
      child    1  cloexecFrom 3
               2  chdir /srv
               3  pdeathsig SIGKILL
               4  raiseIfOrphaned SIGKILL
               5  init
               6  setsid
               7  dup3 21 -> 0
               8  setCloexec 1 off
               9  close 2
              10  setctty 0
              11  noNewPrivs
              12  resetSignals
              13  sigmask 0
              14  execve /bin/sh ["sh","-c","id"]     (the caller's environment)
    `,
  );
});

test('it is process 1, and the parent of the program', () => {
  expect(() => plan('/bin/sh', ['sh'], { sys: { init: true } })).toThrow(/^init: needs CLONE_NEWPID in cloneflags/);
  expect(() => plan('/bin/sh', ['sh'], { sys: { init: true, unshareflags: CLONE_NEWPID } })).toThrow(/^init: needs/);
  expect(() => plan('/bin/sh', ['sh'], { sys: { init: true, ptrace: true, cloneflags: CLONE_NEWPID } })).toThrow(
    /^init: cannot be set together with ptrace/,
  );
});
