// Rounds through all cells, each right behind the C floor that it is compared with, so that both meet the same machine.
import { Cell } from './cell.mjs';
import { Pool } from './pool.mjs';
import { works } from './works.mjs';

/** @import { Peer } from './peers.mjs' */
/** @import { Measured } from './processes.mjs' */
/** @import { Run } from './run-state.mjs' */

/** As many times a measurement's length, before the first. */
const WARM_UP = 1;

/** Longer where a launch is largely JavaScript: V8 compiles its path in the background, in about a second. */
const WARM_UP_COMPILED = 4;
const compiled = new Set(['forkexec', 'drop-in', 'bun', 'deno']);

/**
 * @param {Run} run
 * @param {readonly number[]} sizes
 * @param {boolean} all every work, or what the chart shows only
 * @param {number} rounds
 */
export async function measureRounds(run, sizes, all, rounds) {
  const groups = sizes.flatMap((mib) => run.peers.map((peer) => cellsOf(run, peer, mib, all)));
  run.cells.push(...groups.flatMap(({ cells }) => cells));
  const pool = new Pool(Math.max(0, ...sizes));
  try {
    for (let round = 1; round <= rounds; round++) {
      const over = run.beginRound();
      for (const { peer, mib, cells } of groups) {
        if (run.stopped || cells.length === 0) continue;
        run.progress(`round ${round} of ${rounds}, ${mib} MiB: ${peer.name}`);
        try {
          // One that ends its process does not take the others with it: they have a new one.
          /** @type {readonly Cell[]} */
          let rest = cells;
          while (rest.length > 0) {
            const some = rest;
            rest = await pool.use(peer, mib, (process, warm) => roundOf(run, some, process, warm));
          }
        } catch (error) {
          for (const cell of run.stopped ? [] : cells) run.problem(`${peer.name}, ${mib} MiB`, cell.fail(error));
        }
      }
      over();
    }
  } finally {
    await pool.end();
  }
}

/**
 * @param {Run} run
 * @param {readonly Cell[]} cells
 * @param {Measured} process
 * @param {Set<string>} warm
 * @returns {Promise<readonly Cell[]>} those that are left when the process has ended
 */
async function roundOf(run, cells, process, warm) {
  const { ms } = run.options;
  for (const [i, cell] of cells.entries()) {
    const { work, way, peer, memoryMiB } = cell;
    const warmUp = compiled.has(peer.id) ? WARM_UP_COMPILED : WARM_UP;
    if (run.stopped || cell.hopeless) continue;
    try {
      if (!warm.has(work.id)) await process.ask('measure', way, work.inFlight, warmUp * ms);
      warm.add(work.id);
      await cell.round(await run.floor(), process, ms);
    } catch (error) {
      if (!run.stopped) run.problem(`${peer.name}, ${work.id}, ${memoryMiB} MiB`, cell.fail(error));
      if (process.over) return cells.slice(i + 1);
    }
  }
  return [];
}

/** posix_spawn and fork in C are beside the point of the chart, and a large process takes seconds to fill. @param {Peer} peer */
function isDrawn({ id }) {
  return !id.startsWith('c-');
}

/**
 * @param {Run} run
 * @param {Peer} peer
 * @param {number} mib
 * @param {boolean} all
 */
function cellsOf(run, peer, mib, all) {
  const wanted = works.filter(
    ({ id, chart, by }) =>
      by[peer.id] !== undefined && (all || (chart && isDrawn(peer))) && run.options.works.includes(id),
  );
  const cells = wanted.map((work) => {
    return new Cell(peer, work, mib, peer.id === 'forkexec' && work.inFlight === 1);
  });
  return { peer, mib, cells };
}
