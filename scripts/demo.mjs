// `npm start`: what forkexec does, shown on the machine at hand. Five short acts, each of them for real.
import { formatProbe } from '@forkexec/cli';
import { probe } from '@forkexec/exec';
import { showFailures } from './demo-failures.mjs';
import { showLatency } from './demo-latency.mjs';
import { heading, isColourful, say, whenDone } from './demo-page.mjs';
import { printPlan, runSandbox } from './demo-sandbox.mjs';

// What demo-sandbox.mjs says in attributes, in the words of the command.
const options = '-rmpuni --mount-proc --hostname sandbox --die-with-parent --';

await whenDone(async () => {
  heading(1, 'What this machine allows', 'forkexec doctor');
  say(formatProbe(probe(), { colour: isColourful }).trimEnd());

  heading(2, 'The plan of a sandboxed shell, no root needed', `forkexec plan ${options} sh`);
  printPlan();

  heading(3, 'That very launch', `forkexec ${options} \\\n    sh < scripts/demo-inside.sh`);
  await runSandbox();

  heading(4, 'Launches that fail, and how that reads');
  await showFailures();

  heading(5, 'What a launch costs');
  await showLatency();

  say('\nThe command itself: npm start -- --help');
});
