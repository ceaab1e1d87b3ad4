import { cases } from '../fixtures/cases/child-process.mjs';
import { matrix } from './matrix.js';

matrix('child-process.mjs', cases);
