import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (path: string) => fileURLToPath(new URL(`packages/${path}.ts`, import.meta.url));

// Tests run on the sources; what they spawn runs on dist, which scripts/test.mjs has built before.
const alias = [
  { find: /^@forkexec\/core-native\/plan$/, replacement: source('core-native/src/plan-entry') },
  { find: /^@forkexec\/exec\/(child_process|register)$/, replacement: source('exec/src/$1') },
  { find: /^@forkexec\/(attrs|core-native|exec|cli)$/, replacement: source('$1/src/index') },
];

// Tests that start real processes: measured, signalled, limited. One file at a time, after all the others.
const kernel = [
  'packages/*/test/kernel/**/*.test.ts',
  'packages/*/native/tests/**/*.test.ts',
  'test/**/*.test.ts',
  'examples/**/*.test.ts',
];

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'unit',
          include: ['packages/*/test/**/*.test.ts'],
          exclude: kernel,
          maxWorkers: 2,
          testTimeout: 20_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'kernel',
          include: kernel,
          maxWorkers: 1,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
    // The addon's threads and signals need a process of their own; a crash then fails one file, not the run.
    pool: 'forks',
  },
});
