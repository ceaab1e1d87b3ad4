/** THE table of options: the parser, `--help`, the manual page and the completions are made of it. */
import type { Section } from './option.js';
import { environment } from './table/environment.js';
import { general } from './table/general.js';
import { idMaps } from './table/id-maps.js';
import { identity } from './table/identity.js';
import { lifetime } from './table/lifetime.js';
import { limits } from './table/limits.js';
import { namespaces } from './table/namespaces.js';
import { place } from './table/place.js';
import { privileges } from './table/privileges.js';
import { signals } from './table/signals.js';
import { supervision } from './table/supervision.js';
import { trace } from './table/trace.js';

/** All options, as the help groups them. */
export const sections: readonly Section[] = [
  namespaces,
  idMaps,
  place,
  identity,
  privileges,
  lifetime,
  supervision,
  signals,
  limits,
  environment,
  trace,
  general,
];
