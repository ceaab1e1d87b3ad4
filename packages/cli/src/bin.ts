/** What the bundle runs: the command line of this process. */
import { main } from './main.js';

async function start(): Promise<void> {
  process.exitCode = await main(process.argv.slice(2));
}

void start();
