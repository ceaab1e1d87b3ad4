import { cases } from '../fixtures/cases/run-ending.mjs';
import { matrix } from './matrix.js';

matrix('run-ending.mjs', cases, { modes: ['vm'] });
