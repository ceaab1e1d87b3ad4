// What the command adds to the start of Node, how large the binary is, and what JavaScript does before it is called.
import { openSync, closeSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Measured } from './processes.mjs';
import { quantile, spread, spreads } from './stats.mjs';
import { calls } from './works.mjs';

/** @import { Run } from './run-state.mjs' */

const forkexec = fileURLToPath(new URL('../packages/cli/bin/forkexec.js', import.meta.url));
const binary = new URL(
  `../packages/core-native/prebuilds/${process.platform}-${process.arch}/core-native.node`,
  import.meta.url,
);

/** Of JavaScript alone a few milliseconds are thousands of calls. */
const CALL_MS = 15;

/**
 * CPU milliseconds, children included, of `node -e 0` and of `forkexec -- true`.
 * @param {Run} run
 * @param {number} rounds
 */
export async function measureCommand(run, rounds) {
  const { startProcess } = await import('@forkexec/exec');
  const none = openSync('/dev/null', 'r+');
  /** @param {readonly string[]} args */
  const cpuMs = async (...args) => {
    const argv = [process.execPath, ...args];
    const child = await startProcess(process.execPath, argv, { files: [none, none, none] });
    const state = await child.wait();
    if (!state.success) throw new Error(`${args.join(' ')}: ${state.toString()}`);
    return state.rusage.userMs + state.rusage.systemMs;
  };
  run.progress(`the command, ${rounds} times`);
  const measured = [];
  try {
    for (let round = 0; round < rounds && !run.stopped; round++) {
      const nodeMs = await cpuMs('-e', '0');
      const forkexecMs = await cpuMs(forkexec, '--', '/bin/true');
      measured.push({ nodeMs, forkexecMs, overMs: forkexecMs - nodeMs });
    }
  } finally {
    closeSync(none);
  }
  return spreads(measured);
}

export function binaryBytes() {
  return statSync(binary, { throwIfNoEntry: false })?.size;
}

/**
 * @param {Run} run
 * @param {number} rounds
 */
export async function measureCalls(run, rounds) {
  const peer = run.peer('forkexec');
  if (!peer || run.stopped) return {};
  run.progress('JavaScript alone');
  const process = await Measured.start(peer, 1);
  try {
    /** @type {[string, number[]][]} */
    const all = Object.keys(calls).map((name) => [name, []]);
    for (let round = 0; round <= rounds; round++) {
      for (const [name, medians] of all) {
        const { latencyUs } = await process.ask('call', name, CALL_MS);
        if (round > 0) medians.push(quantile(latencyUs, 0.5)); // the first one lets V8 compile
      }
    }
    return Object.fromEntries(all.map(([name, medians]) => [name, spread(medians)]));
  } finally {
    await process.end();
  }
}
