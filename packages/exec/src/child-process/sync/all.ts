/** The synchronous half of the names of node:child_process. */
export { execFileSync, execSync } from './exec-sync.js';
export { spawnSync } from './spawn-sync.js';
