import { cases } from '../fixtures/cases/time.mjs';
import { matrix } from './matrix.js';

matrix('time.mjs', cases);
