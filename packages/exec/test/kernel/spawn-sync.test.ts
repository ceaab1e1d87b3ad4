import { cases } from '../fixtures/cases/spawn-sync.mjs';
import { matrix } from './matrix.js';

matrix('spawn-sync.mjs', cases);
