/** Counts the children that the drop-in starts: every ChildProcess is announced, with what stands behind it. */
import { equal, ok } from 'node:assert/strict';
import { subscribe } from 'node:diagnostics_channel';

let ours = 0;
/** @type {string[]} */
const others = [];

subscribe('child_process', (message) => {
  const { process: child } = /** @type {{ process: object }} */ (message);
  const { name } = Reflect.get(child, '_handle').constructor;
  if (name === 'ProcessHandle') ours++;
  else others.push(name);
});

/** @param {number} least */
export function expectOurs(least) {
  equal(others.length, 0);
  ok(ours >= least, `${ours} children of ours`);
}
