import { cases } from '../fixtures/cases/init.mjs';
import { matrix } from './matrix.js';

matrix('init.mjs', cases);
