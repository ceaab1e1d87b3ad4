// THE table of what is measured: kinds of work, and what each peer calls it.

/**
 * @typedef {object} Work
 * @property {string} id
 * @property {string} title
 * @property {number} inFlight launches that run at the same time
 * @property {'vfork' | 'vm32' | 'newuser'} floor the way of floor.c that does the same work in C
 * @property {boolean} chart also at the sizes of a parent that only the chart shows
 * @property {Readonly<Record<string, Way>>} by how each peer does it
 */

/** @typedef {readonly [way: string, label: string]} Way its name in the peer's program, and in tables */

/**
 * @param {Way} way
 * @returns {Readonly<Record<string, Way>>}
 */
const nodes = (way) => ({ node20: way, node22: way, node24: way, node26: way });

/** @type {readonly Work[]} */
export const works = [
  {
    id: 'sync',
    title: 'One launch at a time, waited for on the calling thread',
    inFlight: 1,
    floor: 'vfork',
    chart: true,
    by: {
      c: ['vfork', 'clone(VM|VFORK)'],
      'c-spawn': ['spawn', 'glibc'],
      'c-fork': ['fork', 'execve'],
      forkexec: ['sync', 'forkExec, waitSync'],
      'drop-in': ['sync', 'spawnSync'],
      bun: ['sync', 'Bun.spawnSync'],
      deno: ['sync', 'Deno.Command, outputSync'],
      ...nodes(['sync', 'spawnSync']),
      go: ['forkExec', 'syscall.ForkExec, Wait4'],
      rust: ['command', 'Command'],
      python: ['popen', 'Popen'],
    },
  },
  {
    id: 'async',
    title: 'One launch at a time, its end an event',
    inFlight: 1,
    floor: 'vfork',
    chart: true,
    by: {
      forkexec: ['async', 'startProcess, wait'],
      'drop-in': ['async', "spawn, 'ignore'"],
      bun: ['async', 'Bun.spawn'],
      deno: ['async', 'Deno.Command, spawn'],
      ...nodes(['async', "spawn, 'ignore'"]),
      go: ['cmd', 'os/exec'],
    },
  },
  {
    id: 'flight',
    title: '32 in flight',
    inFlight: 32,
    floor: 'vm32',
    chart: false,
    by: {
      c: ['vm32', 'clone(VM)'],
      forkexec: ['async', 'startProcess, wait'],
      'drop-in': ['async', "spawn, 'ignore'"],
      bun: ['async', 'Bun.spawn'],
      deno: ['async', 'Deno.Command, spawn'],
      ...nodes(['async', "spawn, 'ignore'"]),
      go: ['cmd', 'os/exec, goroutines'],
      rust: ['command', 'Command, threads'],
      python: ['popen', 'Popen, threads'],
    },
  },
  {
    id: 'output',
    title: 'Standard output collected',
    inFlight: 1,
    floor: 'vfork',
    chart: false,
    by: {
      c: ['collect', 'clone(VM|VFORK), a pipe'],
      forkexec: ['output', 'run'],
      'drop-in': ['output', 'execFile'],
      bun: ['output', 'Bun.spawn, pipes'],
      deno: ['output', 'Deno.Command, output'],
      ...nodes(['output', 'execFile']),
      go: ['output', 'os/exec, Output'],
      rust: ['output', 'Command, output'],
      python: ['run', 'subprocess.run'],
    },
  },
  {
    id: 'pipe',
    title: "Three pipes, until 'close'",
    inFlight: 1,
    floor: 'vfork',
    chart: false,
    by: { 'drop-in': ['pipe', "spawn, 'pipe'"], ...nodes(['pipe', "spawn, 'pipe'"]) },
  },
  {
    id: 'newuser',
    title: 'In a user namespace, one id mapped',
    inFlight: 1,
    floor: 'newuser',
    chart: false,
    by: {
      c: ['newuser', 'clone(VM|VFORK|NEWUSER)'],
      forkexec: ['newuser', 'forkExec, waitSync'],
      ...nodes(['newuser', 'spawnSync unshare -Ur']),
      go: ['newuser', 'syscall.ForkExec'],
    },
  },
  {
    id: 'newuserAsync',
    title: 'In a user namespace, its end an event',
    inFlight: 1,
    floor: 'newuser',
    chart: false,
    by: { forkexec: ['newuserAsync', 'startProcess, wait'] },
  },
];

/** @param {string} id */
export const workOf = (id) => works.find((work) => work.id === id);

/**
 * What JavaScript does before the native core is called (peers/js/forkexec.mjs, `calls`).
 * @type {Readonly<Record<string, string>>}
 */
export const calls = {
  plan: 'plan(): attributes to steps',
  planNewuser: 'plan(), user namespace',
  planEnv: 'plan(), an env of 40 variables',
  encode: 'encode(): steps to bytes',
  encodeEnv: 'encode(), an env of 40 variables',
};

/** What {@link flat}'s levels count, as far as `ulimit -n` and the machine's pids allow; the second is for a quick run. */
export const levels = {
  whole: { fds: [0, 1000, 15_000], children: [0, 1000, 4000] },
  quick: { fds: [0, 1000], children: [0, 100] },
};

/** Who is measured with many descriptors open, and many children running, and what it does then. */
export const flat = /** @type {const} */ ([
  ['c', 'sync'],
  ['forkexec', 'sync'],
  ['forkexec', 'async'],
  ['drop-in', 'async'],
  ['bun', 'async'],
  ['deno', 'async'],
  ['node24', 'async'],
  ['go', 'sync'],
  ['rust', 'sync'],
  ['python', 'sync'],
]);
