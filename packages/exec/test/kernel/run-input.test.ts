import { cases } from '../fixtures/cases/run-input.mjs';
import { matrix } from './matrix.js';

matrix('run-input.mjs', cases, { modes: ['vm'] });
