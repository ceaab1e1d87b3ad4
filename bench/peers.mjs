// THE table of who is measured: how each is started, and what it is called.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { runtimes } from '../tools/runtimes/index.mjs';
import { build } from './build.mjs';
import { problemOf } from './problem.mjs';

/**
 * @typedef {object} Peer
 * @property {string} id
 * @property {string} name as tables and the chart have it
 * @property {readonly string[]} command what speaks the protocol of processes.mjs, but for the arguments common to all
 * @property {string} version
 */

/** @typedef {{ id: string, name: string, why: string }} Missing a peer that is left out */

const worker = fileURLToPath(new URL('peers/js/worker.mjs', import.meta.url));
const python = fileURLToPath(new URL('peers/peer.py', import.meta.url));
const denoRun = ['run', '--allow-all', '--no-config', '--no-lock', '--v8-flags=--expose-gc'];

/** @type {readonly { id: string, name: string, find: () => Omit<Peer, 'id' | 'name'> }[]} */
const known = [
  { id: 'c', name: 'C, the limit', find: () => c() },
  { id: 'c-spawn', name: 'C, posix_spawn', find: () => c() },
  { id: 'c-fork', name: 'C, fork', find: () => c() },
  { id: 'forkexec', name: 'forkexec', find: () => onThisNode('forkexec') },
  { id: 'drop-in', name: 'forkexec as child_process', find: () => onThisNode('drop-in') },
  { id: 'bun', name: 'Bun', find: () => runtime('Bun', [], 'bun') },
  { id: 'deno', name: 'Deno', find: () => runtime('Deno', denoRun, 'deno') },
  { id: 'node20', name: 'Node 20', find: () => node('Node 20') },
  { id: 'node22', name: 'Node 22', find: () => node('Node 22') },
  { id: 'node24', name: 'Node 24', find: () => node('Node 24') },
  { id: 'node26', name: 'Node 26', find: () => node('Node 26') },
  { id: 'go', name: 'Go', find: () => ({ version: said('go', 'version'), command: [build('peer-go')] }) },
  { id: 'rust', name: 'Rust', find: () => ({ version: said('rustc', '--version'), command: [build('peer-rust')] }) },
  {
    id: 'python',
    name: 'Python',
    find: () => py(),
  },
];

export const peerIds = known.map(({ id }) => id);

/** @param {string} id */
export const peerName = (id) => known.find((peer) => peer.id === id)?.name ?? id;

/**
 * Those that are there, of the ones that are asked for, and why the others are not.
 * @param {readonly string[]} wanted
 */
export function findPeers(wanted) {
  /** @type {Peer[]} */
  const peers = [];
  /** @type {Missing[]} */
  const missing = [];
  for (const { id, name, find } of known.filter((peer) => wanted.includes(peer.id))) {
    try {
      peers.push({ id, name, ...find() });
    } catch (error) {
      missing.push({ id, name, why: problemOf(error) });
    }
  }
  return { peers, missing };
}

function c() {
  const libc = said('ldd', '--version');
  return { version: `${said(process.env['CC'] ?? 'cc', '--version')}, ${libc}`, command: [build('floor')] };
}

/** The interpreter itself, not what a version manager has put in front of it. */
function py() {
  const interpreter = said('python3', '-c', 'import sys; print(sys.executable)');
  return { version: said(interpreter, '--version'), command: [interpreter, python] };
}

/** @param {string} subject */
function onThisNode(subject) {
  const command = [process.execPath, '--expose-gc', worker, subject];
  return { version: `Node ${process.versions.node}`, command };
}

/** @param {string} name */
function node(name) {
  const own = `Node ${process.versions.node.split('.')[0]}`;
  if (name === own) return onThisNode('child_process');
  return runtime(name, ['--expose-gc'], 'child_process');
}

/**
 * @param {string} name
 * @param {readonly string[]} args
 * @param {string} subject
 */
function runtime(name, args, subject) {
  const found = runtimes().find((candidate) => candidate.name === name);
  if (!found) throw new Error('not installed (npm run runtimes)');
  return { version: said(found.path, '--version'), command: [found.path, ...args, worker, subject] };
}

/**
 * The first line of what a program says of itself.
 * @param {string} file
 * @param {readonly string[]} args
 */
function said(file, ...args) {
  const { stdout, error, status } = spawnSync(file, args, { encoding: 'utf8', timeout: 20_000 });
  if (error) throw new Error(/ENOENT/.test(error.message) ? 'not installed' : error.message);
  if (status !== 0) throw new Error(`${file} ${args.join(' ')}: exit status ${status}`);
  return stdout.split('\n')[0] ?? '';
}
