import { cases } from '../fixtures/cases/exec.mjs';
import { matrix } from './matrix.js';

// No child is made: one mode stands for all.
matrix('exec.mjs', cases, { modes: ['vfork'] });
