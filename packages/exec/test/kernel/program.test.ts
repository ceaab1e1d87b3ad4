import { cases } from '../fixtures/cases/program.mjs';
import { matrix } from './matrix.js';

matrix('program.mjs', cases);
