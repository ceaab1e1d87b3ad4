import { program } from '../../../core-native/test/c-program.js';
import { cases } from '../fixtures/cases/ptrace-filtered.mjs';
import { matrix } from './matrix.js';

const SINGLESTEP = 9;
const GET_SYSCALL_INFO = 0x420e;
const rules = [SINGLESTEP, GET_SYSCALL_INFO].map((request) => `ptrace:0==${request}=EIO`);

matrix('ptrace-filtered.mjs', cases, { under: [program('seccomp-deny', ['seccomp-deny.c']), ...rules, '--'] });
