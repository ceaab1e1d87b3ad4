import { cases } from '../fixtures/cases/leaks.mjs';
import { matrix } from './matrix.js';

matrix('leaks.mjs', cases);
