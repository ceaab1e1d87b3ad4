// Acts 2 and 3: a shell in namespaces of its own, planned and launched.
import { closeSync, openSync } from 'node:fs';
import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import { CLONE_NEWIPC, CLONE_NEWNET, CLONE_NEWNS, CLONE_NEWPID, CLONE_NEWUSER, CLONE_NEWUTS } from '@forkexec/attrs';
import { formatPlan, plan, startProcess, StepError } from '@forkexec/exec';
import { paint, paragraph, say } from './demo-page.mjs';

/** @import { SysProcAttr } from '@forkexec/attrs' */

const inside = fileURLToPath(new URL('demo-inside.sh', import.meta.url));
const namespaces = CLONE_NEWPID | CLONE_NEWUTS | CLONE_NEWNET | CLONE_NEWIPC;

/** @type {SysProcAttr} */
const rootless = {
  cloneflags: CLONE_NEWUSER | namespaces,
  unshareflags: CLONE_NEWNS,
  uidMappings: [{ containerID: 0, hostID: process.geteuid?.() ?? 0, size: 1 }],
  gidMappings: [{ containerID: 0, hostID: process.getegid?.() ?? 0, size: 1 }],
  hostname: 'sandbox',
  mountProc: true,
  pdeathsig: 'SIGKILL',
};

/** What to launch, best first: the first that this machine allows is shown. */
const launches = [
  { what: 'user, pid, mount, uts, net and ipc namespaces', sys: rootless },
  {
    what: 'root, but no user namespace: pid, mount, uts, net and ipc namespaces',
    sys: { cloneflags: namespaces, unshareflags: CLONE_NEWNS, hostname: 'sandbox', mountProc: true },
  },
  {
    what: 'no namespace at all: a session, a limit and a death signal of its own',
    sys: /** @type {SysProcAttr} */ ({ setsid: true, rlimits: { nofile: 256 }, pdeathsig: 'SIGKILL' }),
  },
];

/** Read from standard input, so that the plan shows a short line: `sh` runs what descriptor 0 says. */
const argv = /** @type {const} */ (['/bin/sh', ['sh']]);

export function printPlan() {
  withScript((fd) => say(formatPlan(plan(...argv, { files: [fd, 1, 2], sys: rootless }))));
}

export async function runSandbox() {
  say(`Launched by user id ${process.geteuid?.()} on ${hostname()}. Inside:\n`);
  for (const { what, sys } of launches) {
    const refused = await launch(sys);
    if (!refused) return say(`\n${paint('green', `Ran with ${what}.`)}`);
    say(paint('red', `Not here: ${what}`));
    say(paragraph(refused.message, '  '));
    if (refused.hint) say(paragraph(`hint: ${refused.hint}`, '  '));
    say('What still works:\n');
  }
}

/**
 * @param {SysProcAttr} sys
 * @returns {Promise<StepError | undefined>} why it was refused
 */
async function launch(sys) {
  const fd = openSync(inside, 'r');
  try {
    const shell = await startProcess(...argv, { files: [fd, 1, 2], sys });
    await shell.wait();
    return undefined;
  } catch (error) {
    if (error instanceof StepError) return error;
    throw error;
  } finally {
    closeSync(fd);
  }
}

/** @param {(fd: number) => void} use */
function withScript(use) {
  const fd = openSync(inside, 'r');
  try {
    use(fd);
  } finally {
    closeSync(fd);
  }
}
