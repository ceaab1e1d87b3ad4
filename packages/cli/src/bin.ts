/** What the bundle runs: the command line of this process. */
import { quit } from '@forkexec/exec/supervise';
import { main } from './main.js';
import { said } from './said.js';

async function start(): Promise<void> {
  const status = await main(process.argv.slice(2));
  process.exitCode = status;
  if (!said.anything && !isNodeAsked()) quit(status);
}

/**
 * Whether somebody waits for the end of Node itself, as profilers do. Otherwise there is no reason for it to be taken apart first, which
 * takes 1 ms.
 */
function isNodeAsked(): boolean {
  const { NODE_OPTIONS, NODE_V8_COVERAGE } = process.env;
  const asked = NODE_OPTIONS ?? NODE_V8_COVERAGE;
  return asked !== undefined || process.execArgv.length > 0 || process.listenerCount('exit') > 0;
}

void start();
