import { cases } from '../fixtures/cases/run-output.mjs';
import { matrix } from './matrix.js';

matrix('run-output.mjs', cases, { modes: ['vm'] });
