// Runs a program as a user by name, with the user's groups, as login(1) or a service manager does. Needs root.
import { InvalidAttrError, plan, startProcess } from '@forkexec/exec';

const attr = { dir: '/', env: { PATH: '/usr/bin:/bin' }, sys: { credential: { uid: 'daemon', initGroups: true } } };

// The plan has the numbers.
for (const step of plan('/bin/true', ['true'], attr).child) if (step.op === 'setuid') console.log('setuid', step.uid);

// Looked up on another thread: a directory server may take its time.
const child = await startProcess('/bin/sh', ['sh', '-c', 'echo "$(id -un):$(id -Gn)"'], attr);
await child.wait();

try {
  await startProcess('/bin/true', ['true'], { sys: { credential: { uid: 'deamon', initGroups: true } } });
} catch (error) {
  if (!(error instanceof InvalidAttrError)) throw error;
  console.log(error.message);
}
