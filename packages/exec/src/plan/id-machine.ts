/** The machine that id maps are planned on. Nothing is kept: a file may change, and ids and capabilities do. */
import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import type { IDKind, IDMachine } from './asked.js';

/**
 * Where distributions have their setuid programs; NixOS has them in the last. PATH is not asked: who controls it must not
 * choose the program that is told which ids to map.
 */
const directories = ['/usr/bin', '/bin', '/usr/sbin', '/sbin', '/run/wrappers/bin'];

/** Bits of capabilities(7). */
const capability: Readonly<Record<IDKind, bigint>> = { uid: 7n, gid: 6n };

export const thisMachine: IDMachine = {
  mayMapAny: (kind) => {
    const [, set] = /^CapEff:\s*([\da-f]+)$/m.exec(read('/proc/self/status') ?? '') ?? [];
    // Without /proc no map can be written at all; elsewhere than on Linux root plans for root.
    if (set === undefined) return process.geteuid?.() === 0;
    return ((BigInt(`0x${set}`) >> capability[kind]) & 1n) === 1n;
  },
  mapper: (kind) => {
    const paths = directories.map((dir) => `${dir}/new${kind}map`);
    // Elsewhere than on Linux the plan is for another machine.
    return process.platform === 'linux' ? paths.find(isProgram) : paths[0];
  },
  read,
  // getpwuid(3), so that users are found wherever nsswitch.conf(5) has them; it throws where there is none.
  userName: () => {
    try {
      return userInfo().username;
    } catch {
      return undefined;
    }
  },
};

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // the reason does not matter: what it would have said is not known
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
