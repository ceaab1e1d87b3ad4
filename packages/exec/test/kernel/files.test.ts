import { cases } from '../fixtures/cases/files.mjs';
import { matrix } from './matrix.js';

matrix('files.mjs', cases);
