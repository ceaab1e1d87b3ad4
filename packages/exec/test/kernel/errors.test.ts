import { cases } from '../fixtures/cases/errors.mjs';
import { matrix } from './matrix.js';

matrix('errors.mjs', cases);
