import { cases } from '../fixtures/cases/names.mjs';
import { matrix } from './matrix.js';

matrix('names.mjs', cases);
