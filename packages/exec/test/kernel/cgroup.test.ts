import { cases } from '../fixtures/cases/cgroup.mjs';
import { matrix } from './matrix.js';

matrix('cgroup.mjs', cases);
