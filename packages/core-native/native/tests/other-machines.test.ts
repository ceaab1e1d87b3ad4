// The core on machines that this is not: built for them, run by qemu-user. What is run there is C, for there is not
// always a Node; the objects are those of the addon.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Plan, Step } from '@forkexec/core-native';
import { out, program, tests } from '../../test/c-program.js';
import { plans } from '../../test/steps.js';
import { artefacts, checkNative } from '../../scripts/check-native.mjs';
import { compilers } from '../../scripts/compilers.mjs';
import { native, root } from '../../scripts/native-sources.mjs';
import { wireOf } from './frames.js';

const machines = [
  { arch: 'x64', gnu: 'x86_64-linux-gnu', qemu: 'qemu-x86_64-static' },
  { arch: 'arm64', gnu: 'aarch64-linux-gnu', qemu: 'qemu-aarch64-static' },
  { arch: 'riscv64', gnu: 'riscv64-linux-gnu', qemu: 'qemu-riscv64-static' },
];

const there = (command: string) => spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0;
const child = (...steps: Step[]): Plan => ({ clone: { flags: 0 }, parent: [], child: steps });
const sh = (script: string): Step => ({ op: 'execve', path: '/bin/sh', argv: ['sh', '-c', script], env: ['A=b'] });

for (const { arch, gnu, qemu } of machines) {
  const own = arch === process.arch;
  const missing = own ? [] : [`${gnu}-gcc`, `${gnu}-g++`, qemu].filter((command) => !there(command));

  describe(arch, () => {
    beforeAll(() => {
      if (missing.length > 0) return;
      execFileSync(process.execPath, [join(root, 'scripts/build-native.mjs'), '--arch', arch], { stdio: 'inherit' });
    });

    const link = (name: string, sources: readonly string[], objects: readonly string[]): readonly string[] => {
      mkdirSync(out, { recursive: true });
      const file = join(out, `${name}-${arch}`);
      const { cc } = compilers(arch);
      const inputs = [...sources.map((source) => join(tests, source)), ...objects];
      const flags = ['-std=gnu11', '-D_GNU_SOURCE', '-O1', '-Wall', '-Wextra', '-Werror'];
      execFileSync(cc.command, [...cc.args, ...flags, '-o', file, ...inputs]);
      return own ? [file] : [qemu, '-L', `/usr/${gnu}`, file];
    };

    test('the addon passes every check of the build', ({ skip }) => {
      skip(missing.length > 0, `needs ${missing.join(', ')}`);
      expect(checkNative(arch)).toEqual([]);
      expect(existsSync(artefacts(arch).addon)).toBe(true);
    });

    test('plans are decoded as they are here', ({ skip }) => {
      skip(missing.length > 0, `needs ${missing.join(', ')}`);
      const dump = link('dump-plan', ['dump-plan.c', 'plan-text.c', '../decode.c'], []);
      const given = fc.sample(plans, { seed: 3, numRuns: 200 }).map(wireOf);
      const input = Buffer.concat(given.flatMap((wire) => [sizeOf(wire), wire]));
      const lines = run(dump, input);
      expect(lines).toBe(run([program('dump-plan', ['dump-plan.c', 'plan-text.c', '../decode.c'])], input));
      expect(lines.split('\n').length).toBe(given.length + 1);
    });

    test('children are launched, and say what failed', ({ skip }) => {
      skip(missing.length > 0, `needs ${missing.join(', ')}`);
      const objects = readdirSync(join(native, 'build', arch)).filter((name) => name.endsWith('.c.o'));
      const runPlan = link(
        'run-plan',
        ['run-plan.c'],
        objects.map((name) => join(native, 'build', arch, name)),
      );
      const launched = (plan: Plan) => run(runPlan, wireOf(plan));
      const ready: Step[] = [{ op: 'chdir', path: '/usr' }, { op: 'resetSignals' }, { op: 'sigmask', mask: 0 }];
      expect(launched(child(...ready, sh('pwd; echo $A; exit 3')))).toMatch(
        /^\/usr\nb\n\{"end":0,.*"status":768,"pidfd":true,/,
      );
      // The child waits for the parent on a futex of its own.
      expect(launched(child({ op: 'hold' }, { op: 'cloexecFrom', first: 3 }, sh('kill -9 $$')))).toMatch(/"status":9,/);
      expect(launched(child({ op: 'setsid' }, { op: 'chdir', path: '/no/such' }, sh('')))).toMatch(
        /^\{"end":3,"step":1,"call":0,"err":2,/,
      );
    });
  });
}

function sizeOf(wire: Uint8Array): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(wire.length);
  return size;
}

function run([command = '', ...args]: readonly string[], input: Uint8Array): string {
  const { status, signal, stdout, stderr } = spawnSync(command, args, { input, encoding: 'utf8', maxBuffer: 1 << 28 });
  expect({ status, signal, stderr }).toEqual({ status: 0, signal: null, stderr: '' });
  return stdout;
}
