import { cases } from '../fixtures/cases/caps.mjs';
import { matrix } from './matrix.js';

matrix('caps.mjs', cases);
