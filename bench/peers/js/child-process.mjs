// node:child_process, of whichever runtime this is; and whatever has its names.
import * as node from 'node:child_process';
import { check, checkOutput } from './ways.mjs';

/** @import { Subject, Programs } from './ways.mjs' */
/** @typedef {Partial<Pick<typeof node, 'spawn' | 'spawnSync' | 'execFile'>>} ChildProcess */

/**
 * @param {Programs} programs
 * @returns {Promise<Subject>}
 */
export async function childProcess(programs) {
  return subject(node, programs);
}

/**
 * What a program has after it changed its import.
 * @param {Programs} programs
 * @returns {Promise<Subject>}
 */
export async function dropIn(programs) {
  const name = '@forkexec/exec/child_process';
  /** @type {ChildProcess} */
  const ours = await import(name).catch(ifMissing);
  return subject(ours, programs);
}

/**
 * Then there is nothing to measure, which each row says.
 * @param {NodeJS.ErrnoException} error
 * @returns {ChildProcess}
 */
function ifMissing(error) {
  if (error.code !== 'ERR_PACKAGE_PATH_NOT_EXPORTED') throw new Error(error.message, { cause: error });
  return {};
}

/**
 * @param {ChildProcess} childProcess
 * @param {Programs} programs
 * @returns {Subject}
 */
function subject({ spawn, spawnSync, execFile }, { exit0, say }) {
  return {
    ways: {
      sync: spawnSync && (() => check(spawnSync(exit0, [], { stdio: 'ignore' }).status === 0)),
      async: spawn && (() => ended(spawn(exit0, [], { stdio: 'ignore' }), 'exit')),
      pipe: spawn && (() => ended(spawn(exit0, []), 'close')),
      output: execFile && (() => collected(execFile, say)),
      newuser: spawnSync && (() => check(spawnSync('unshare', ['-Ur', exit0], { stdio: 'ignore' }).status === 0)),
    },
    starts: {
      ignore: spawn && ((program) => started(spawn(program, [], { stdio: 'ignore' }))),
      pipe: spawn && ((program) => started(spawn(program, []))),
    },
  };
}

/**
 * @param {node.ChildProcess} child
 * @param {'exit' | 'close'} event
 * @returns {Promise<void>}
 */
function ended(child, event) {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once(event, (code) => {
      if (code === 0) resolve();
      else reject(new Error(`exit status ${code}`));
    });
  });
}

/**
 * @param {node.ChildProcess} child
 * @returns {Promise<node.ChildProcess>}
 */
function started(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () => resolve(child));
  });
}

/**
 * @param {typeof node.execFile} execFile
 * @param {string} program
 * @returns {Promise<void>}
 */
function collected(execFile, program) {
  return new Promise((resolve, reject) => {
    execFile(program, [], (error, stdout) => {
      if (error) reject(error);
      else resolve(checkOutput(stdout));
    });
  });
}
