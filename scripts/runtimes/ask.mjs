// Runs a program of a row, and reads what its checks say (tools/smoke/checks.mjs).
import { spawnSync } from 'node:child_process';

/** @typedef {import('../../tools/smoke/checks.mjs').Checked} Checked */
/** @typedef {readonly [string, ...string[]]} Command */

/**
 * @param {Command} command
 * @param {string} cwd
 * @param {Record<string, string>} [env]
 * @param {number} [timeout] milliseconds
 */
export function run([program, ...args], cwd, env = {}, timeout = 240_000) {
  const { status, signal, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout,
    killSignal: 'SIGKILL',
    maxBuffer: 64 << 20,
  });
  const said = error?.message ?? `${signal ?? `exit status ${status}`}: ${lastLines(`${stdout}\n${stderr}`)}`;
  return { ok: status === 0, stdout: stdout ?? '', stderr: stderr ?? '', said };
}

/**
 * A program that reports its checks. One that ends otherwise is a check that failed.
 * @param {Command} command
 * @param {string} cwd
 * @param {Record<string, string>} [env]
 * @returns {Checked[]}
 */
export function ask(command, cwd, env) {
  const { ok, stdout, said } = run(command, cwd, env);
  const line = stdout.split('\n').findLast((one) => one.startsWith('[{"name"'));
  const name = command.at(-1) ?? '';
  if (line === undefined) return [{ name, ok: false, said }];
  /** @type {Checked[]} */
  const checks = JSON.parse(line);
  return ok ? checks : [...checks, { name: `${name} ends`, ok: false, said }];
}

/**
 * One check: the command ends well and prints what is wanted.
 * @param {string} name
 * @param {Command} command
 * @param {string} cwd
 * @param {{ prints?: RegExp, env?: Record<string, string> }} [wanted]
 * @returns {Checked}
 */
export function checkRun(name, command, cwd, { prints = /(?:)/, env } = {}) {
  const { ok, stdout, said } = run(command, cwd, env);
  if (!ok) return { name, ok, said };
  const good = prints.test(stdout);
  return { name, ok: good, said: good ? '' : `it printed ${JSON.stringify(stdout.slice(-200))}` };
}

/** @param {string} text */
function lastLines(text) {
  return text.trim().split('\n').slice(-12).join('\n');
}
