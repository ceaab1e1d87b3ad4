import { cases } from '../fixtures/cases/many-files.mjs';
import { matrix } from './matrix.js';

matrix('many-files.mjs', cases);
