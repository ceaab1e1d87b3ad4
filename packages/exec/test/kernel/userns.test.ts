import { cases } from '../fixtures/cases/userns.mjs';
import { matrix } from './matrix.js';

matrix('userns.mjs', cases);
