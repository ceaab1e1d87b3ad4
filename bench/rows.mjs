// THE table of what is measured, what it is held against, and what it should reach.

/**
 * @typedef {object} Target
 * @property {number} x times the floor's cost, at most
 * @property {number} [blockedUs] microseconds that the call itself holds the JavaScript thread, median, at most
 * @property {number} [cpuUs] CPU time of the JavaScript thread per launch, microseconds, at most
 */

/**
 * @typedef {object} Row
 * @property {string} id
 * @property {string} name
 * @property {'engine' | 'child_process'} subject whose process it is measured in (ways.mjs)
 * @property {number} inFlight launches that run at the same time
 * @property {'vfork' | 'vm32' | 'newuser'} floor the kind of floor.c that does the same work in C
 * @property {Target} [target]
 */

/** @type {readonly Row[]} */
export const rows = [
  {
    id: 'forkExec',
    name: 'forkExec + waitSync',
    subject: 'engine',
    inFlight: 1,
    floor: 'vfork',
    target: { x: 1.15 },
  },
  {
    id: 'startProcess',
    name: 'startProcess + wait',
    subject: 'engine',
    inFlight: 1,
    floor: 'vfork',
    target: { x: 1.35, blockedUs: 10 },
  },
  {
    id: 'startProcess32',
    name: 'startProcess, 32 in flight',
    subject: 'engine',
    inFlight: 32,
    floor: 'vm32',
    target: { x: 1 / 0.95, blockedUs: 1.5, cpuUs: 12 },
  },
  {
    id: 'newuser',
    name: 'forkExec, user namespace',
    subject: 'engine',
    inFlight: 1,
    floor: 'newuser',
    target: { x: 1.1 },
  },
  { id: 'spawnSync', name: 'node spawnSync', subject: 'child_process', inFlight: 1, floor: 'vfork' },
  { id: 'spawn', name: "node spawn to 'exit'", subject: 'child_process', inFlight: 1, floor: 'vfork' },
  { id: 'spawn32', name: 'node spawn, 32 in flight', subject: 'child_process', inFlight: 32, floor: 'vm32' },
];

/**
 * What JavaScript does before the native core is called (ways.mjs, `calls`).
 * @type {Readonly<Record<string, string>>}
 */
export const calls = {
  plan: 'plan(): attributes to steps',
  planNewuser: 'plan(), user namespace',
  planEnv: 'plan(), an env of 40 variables',
  encode: 'encode(): steps to bytes',
  encodeEnv: 'encode(), an env of 40 variables',
};
