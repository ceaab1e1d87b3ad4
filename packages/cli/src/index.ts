/** The forkexec command as a module: `bin/forkexec.js` is no more than a call of {@link main}. */
export { formatProbe } from './format-probe.js';
export { main } from './main.js';
