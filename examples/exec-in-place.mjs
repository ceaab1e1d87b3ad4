// This Node.js process becomes another program and stays the same process: nothing of the runtime is left.
import { exec, StepError } from '@forkexec/exec';

console.log(`node is process ${process.pid}`);
try {
  exec('/no/such/program', ['program']);
} catch (error) {
  if (!(error instanceof StepError)) throw error;
  console.log(`still here: ${error.message}`);
}
exec('/bin/sh', ['sh', '-c', 'echo "sh is process $$, $GREETING"'], { GREETING: 'hello' });
