// SIGTERM when it takes too long, SIGKILL when that does not help, and the whole group of the shell with it.
import { run } from '@forkexec/exec';

const options = { timeout: 500, gracePeriod: 200, killGroup: true };
const error = await run('sh', ['-c', "trap '' TERM; sleep 1000 & wait; sleep 1000"], options).catch(
  (failure) => failure,
);
console.log(error.message);
console.log(error.reason, error.signal, error.wallMs > 600);
