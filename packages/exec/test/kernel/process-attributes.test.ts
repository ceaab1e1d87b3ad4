import { cases } from '../fixtures/cases/process-attributes.mjs';
import { matrix } from './matrix.js';

matrix('process-attributes.mjs', cases);
