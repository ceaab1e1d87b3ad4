import { cases } from '../fixtures/cases/env.mjs';
import { matrix } from './matrix.js';

matrix('env.mjs', cases);
