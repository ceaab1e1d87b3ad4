import { program } from '../../../core-native/test/c-program.js';
import { cases } from '../fixtures/cases/filtered.mjs';
import { matrix } from './matrix.js';

matrix('filtered.mjs', cases, { under: [program('seccomp-deny', ['seccomp-deny.c']), '--docker', '--'] });
