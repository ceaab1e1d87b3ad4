import {
  CAPABILITIES,
  capName,
  cloneFlagsToText,
  NAMESPACE_FLAGS,
  RLIMITS,
  rlimitName,
  signalName,
} from '@forkexec/attrs';
import { formatStep } from '@forkexec/core-native/plan';
import { expect, test } from 'vitest';

// attrs and core-native know nothing of each other: what a user writes and what a plan prints must still be one language.

test('a plan prints the capabilities of attrs by their names', () => {
  for (const cap of [...Object.values(CAPABILITIES), 41, 63]) {
    expect(formatStep({ op: 'raiseAmbient', cap })).toBe(`raiseAmbient ${capName(cap).toLowerCase()}`);
  }
});

test('the signals', () => {
  for (let signal = 1; signal <= 64; signal++) {
    expect(formatStep({ op: 'pdeathsig', signal })).toBe(`pdeathsig ${signalName(signal)}`);
  }
});

test('the limits', () => {
  for (const resource of Object.values(RLIMITS)) {
    const name = rlimitName(resource).slice('RLIMIT_'.length).toLowerCase();
    expect(formatStep({ op: 'prlimit', resource, soft: 0, hard: 1 })).toBe(`prlimit ${name} 0:1`);
  }
});

test('the namespaces, in one order', () => {
  expect(formatStep({ op: 'unshare', flags: NAMESPACE_FLAGS })).toBe(`unshare ${cloneFlagsToText(NAMESPACE_FLAGS)}`);
});
