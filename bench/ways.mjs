// How each row of rows.mjs launches the program: once, waited for, its end checked. Standard input, output and error are
// /dev/null everywhere, for that is what child_process means by 'ignore'; the environment is inherited.
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

/**
 * One launch. A promise when it ends later: what the call itself took is measured apart.
 * @typedef {() => void | Promise<void>} Way
 */

/** @typedef {{ ways: Record<string, Way>, calls: Record<string, () => unknown> }} Subject */

/** @type {Record<string, (program: string) => Promise<Subject>>} */
export const subjects = { engine, child_process: childProcess };

/**
 * @param {string} program
 * @returns {Promise<Subject>}
 */
async function engine(program) {
  const { CLONE_NEWUSER } = await import('@forkexec/attrs');
  const { encode } = await import('@forkexec/core-native');
  const { forkExec, openProcess, plan, startProcess } = await import('@forkexec/exec');
  const argv = [program];
  const none = openSync('/dev/null', 'r+');
  const files = [none, none, none];
  const newuser = {
    files,
    sys: {
      cloneflags: CLONE_NEWUSER,
      uidMappings: own(process.geteuid?.()),
      gidMappings: own(process.getegid?.()),
    },
  };
  /** @param {import('@forkexec/attrs').ProcAttr} attr */
  const launchSync = (attr) => {
    const { pid, pidfd } = forkExec(program, argv, attr);
    closeSync(pidfd);
    check(openProcess(pid).waitSync().success);
  };
  const start = async () => {
    const process = await startProcess(program, argv, { files });
    check((await process.wait()).success);
  };
  const env = Array.from({ length: 40 }, (_, i) => `VARIABLE_${i}=${'x'.repeat(20)}`);
  const ready = plan(program, argv, { files });
  const readyEnv = plan(program, argv, { files, env });
  return {
    ways: {
      forkExec: () => launchSync({ files }),
      newuser: () => launchSync(newuser),
      startProcess: start,
      startProcess32: start,
    },
    calls: {
      plan: () => plan(program, argv, { files }),
      planNewuser: () => plan(program, argv, newuser),
      planEnv: () => plan(program, argv, { files, env }),
      encode: () => encode(ready),
      encodeEnv: () => encode(readyEnv),
    },
  };
}

/**
 * @param {string} program
 * @returns {Promise<Subject>}
 */
async function childProcess(program) {
  /** @returns {Promise<void>} */
  const start = () =>
    new Promise((resolve, reject) => {
      const child = spawn(program, [], { stdio: 'ignore' });
      child.once('error', reject);
      child.once('exit', (code) => {
        if (code === 0) resolve();
        else reject(new Error(`exit status ${code}`));
      });
    });
  const ways = {
    spawnSync: () => check(spawnSync(program, [], { stdio: 'ignore' }).status === 0),
    spawn: start,
    spawn32: start,
  };
  return { ways, calls: {} };
}

/**
 * A map of one id, which the child may write by itself.
 * @param {number | undefined} hostID
 */
function own(hostID = 0) {
  return [{ containerID: 0, hostID, size: 1 }];
}

/** @param {boolean} ok */
function check(ok) {
  if (!ok) throw new Error('the program did not end well');
}
