import { cases } from '../fixtures/cases/pressure.mjs';
import { matrix } from './matrix.js';

matrix('pressure.mjs', cases);
