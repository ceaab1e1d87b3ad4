import { cases } from '../fixtures/cases/process.mjs';
import { matrix } from './matrix.js';

matrix('process.mjs', cases);
