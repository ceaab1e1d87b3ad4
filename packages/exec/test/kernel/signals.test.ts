import { cases } from '../fixtures/cases/signals.mjs';
import { matrix } from './matrix.js';

matrix('signals.mjs', cases);
