import { cases } from '../fixtures/cases/run-leaks.mjs';
import { matrix } from './matrix.js';

matrix('run-leaks.mjs', cases, { modes: ['vm'] });
