import { cases } from '../fixtures/cases/keep-alive.mjs';
import { matrix } from './matrix.js';

// However the child was made.
matrix('keep-alive.mjs', cases, { modes: ['vm'] });
