// Lines as they come; the program is no faster than this loop, and is ended when the loop is left.
import { run } from '@forkexec/exec';

let sum = 0;
for await (const line of run('seq', ['1000000'])) {
  sum += Number(line);
  if (Number(line) === 1000) break;
}
console.log(sum);
