import { cases } from '../fixtures/cases/namespaces.mjs';
import { matrix } from './matrix.js';

matrix('namespaces.mjs', cases);
