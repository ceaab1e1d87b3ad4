import { cases } from '../fixtures/cases/credentials.mjs';
import { matrix } from './matrix.js';

matrix('credentials.mjs', cases);
