import { openSync } from 'node:fs';
import { check, checkOutput } from './ways.mjs';

/** @import { Subject, Programs } from './ways.mjs' */
/** @typedef {(file: string, args: readonly string[]) => Promise<{ stdout: unknown }>} RunIt */

/**
 * @param {Programs} programs
 * @returns {Promise<Subject>}
 */
export async function forkexec({ exit0, say }) {
  const api = await import('@forkexec/exec');
  const { forkExec, openProcess, startProcess } = api;
  const run = /** @type {RunIt | undefined} */ (/** @type {Record<string, unknown>} */ (api)['run']);
  const argv = [exit0];
  const none = openSync('/dev/null', 'r+');
  const files = [none, none, none];
  const newuser = await newUser(files);
  /** @param {import('@forkexec/attrs').ProcAttr} attr */
  const sync = (attr) => check(openProcess(forkExec(exit0, argv, attr)).waitSync().success);
  /** @param {import('@forkexec/attrs').ProcAttr} attr */
  const async = async (attr) => {
    const process = await startProcess(exit0, argv, attr);
    check((await process.wait()).success);
  };
  return {
    ways: {
      sync: () => sync({ files }),
      async: () => async({ files }),
      newuser: () => sync(newuser),
      newuserAsync: () => async(newuser),
      output: run && (async () => checkOutput((await run(say, [])).stdout)),
    },
    starts: { ignore: (program) => startProcess(program, [program], { files }) },
    calls: await calls(exit0, files, newuser),
  };
}

/** @param {number | undefined} hostID */
function own(hostID = 0) {
  return [{ containerID: 0, hostID, size: 1 }];
}

/** A map of one id, which the child may write by itself. @param {readonly number[]} files */
async function newUser(files) {
  const { CLONE_NEWUSER } = await import('@forkexec/attrs');
  return {
    files,
    sys: {
      cloneflags: CLONE_NEWUSER,
      uidMappings: own(process.geteuid?.()),
      gidMappings: own(process.getegid?.()),
    },
  };
}

/**
 * @param {string} program
 * @param {readonly number[]} files
 * @param {import('@forkexec/attrs').ProcAttr} newuser
 */
async function calls(program, files, newuser) {
  const { encode } = await import('@forkexec/core-native');
  const { plan } = await import('@forkexec/exec');
  const argv = [program];
  const env = Array.from({ length: 40 }, (_, i) => `VARIABLE_${i}=${'x'.repeat(20)}`);
  const ready = plan(program, argv, { files });
  const readyEnv = plan(program, argv, { files, env });
  return {
    plan: () => plan(program, argv, { files }),
    planNewuser: () => plan(program, argv, newuser),
    planEnv: () => plan(program, argv, { files, env }),
    encode: () => encode(ready),
    encodeEnv: () => encode(readyEnv),
  };
}
