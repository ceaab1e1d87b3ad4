import { cases } from '../fixtures/cases/session.mjs';
import { matrix } from './matrix.js';

matrix('session.mjs', cases);
