import { cases } from '../fixtures/cases/scheduling.mjs';
import { matrix } from './matrix.js';

matrix('scheduling.mjs', cases);
