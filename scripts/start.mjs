// `npm start`: the demonstration. `npm start -- <args>`: the forkexec command with exactly those arguments, in this very
// process, so that stdin, signals and the exit status are its own.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildWhenChanged, install, root } from './setup.mjs';

try {
  install();
  buildWhenChanged();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

const args = process.argv.slice(2);
const program = join(root, args.length === 0 ? 'scripts/demo.mjs' : 'packages/cli/bin/forkexec.js');
process.argv = [process.execPath, program, ...args];
await import(pathToFileURL(program).href);
