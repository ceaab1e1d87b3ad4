import { cases } from '../fixtures/cases/concurrent.mjs';
import { matrix } from './matrix.js';

matrix('concurrent.mjs', cases);
