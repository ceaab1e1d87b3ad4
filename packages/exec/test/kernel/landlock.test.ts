import { cases } from '../fixtures/cases/landlock.mjs';
import { matrix } from './matrix.js';

matrix('landlock.mjs', cases);
