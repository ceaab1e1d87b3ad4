import { cases } from '../fixtures/cases/ptrace-ends.mjs';
import { matrix } from './matrix.js';

matrix('ptrace-ends.mjs', cases);
