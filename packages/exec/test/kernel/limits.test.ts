import { cases } from '../fixtures/cases/limits.mjs';
import { matrix } from './matrix.js';

matrix('limits.mjs', cases);
