import { cases } from '../fixtures/cases/death-signal.mjs';
import { matrix } from './matrix.js';

matrix('death-signal.mjs', cases);
