import { cases } from '../fixtures/cases/ptrace.mjs';
import { matrix } from './matrix.js';

matrix('ptrace.mjs', cases);
