import { cases } from '../fixtures/cases/run-basics.mjs';
import { matrix } from './matrix.js';

matrix('run-basics.mjs', cases);
