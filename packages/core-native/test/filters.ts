import { afterAll, beforeAll, describe, expect } from 'vitest';
import { program } from './c-program.js';
import { Launcher, type LauncherOptions } from './launcher.js';

const seccompDeny = program('seccomp-deny', ['seccomp-deny.c']);

/** The command that runs another one under a filter with these rules (native/tests/seccomp-deny.c). */
export function denying(...rules: readonly string[]): readonly string[] {
  return [seccompDeny, ...rules, '--'];
}

/** A suite whose launcher runs under a filter; it must leave no descriptor, thread, child or mask behind. */
export function underFilter(
  rules: readonly string[],
  options: LauncherOptions,
  tests: (launcher: () => Launcher) => void,
): void {
  describe([...rules, options.mode ?? ''].join(' ').trim(), () => {
    let launcher: Launcher;
    let before: Awaited<ReturnType<typeof leftovers>>;
    const leftovers = async () => {
      const { fds, threads, masks, children } = await launcher.call('state');
      return { fds, threads, masks, children };
    };
    beforeAll(async () => {
      launcher = await Launcher.start({ ...options, under: denying(...rules) });
      await launcher.warmUp();
      before = await leftovers();
    });
    afterAll(async () => {
      expect(await leftovers()).toEqual(before);
      await launcher.stop();
    });
    tests(() => launcher);
  });
}
