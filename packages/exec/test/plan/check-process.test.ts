import { CLONE_NEWNS } from '@forkexec/attrs';
import { expect, test } from 'vitest';
import { refusal } from './refusal.js';

const stop = 'SIGKILL and SIGSTOP can be neither ignored nor blocked, signal(7)';
const refused: readonly (readonly [sys: object, path: string, problem: RegExp | string])[] = [
  [{ umask: 0o1000 }, 'umask', 'expected an integer from 0 to 511, got 512'],
  [{ umask: '08' }, 'umask', 'expected a number or octal digits, 000 to 777, got "08"'],
  [{ umask: '1777' }, 'umask', 'expected a number or octal digits, 000 to 777, got "1777"'],
  [{ nice: 1.5 }, 'nice', /^expected an integer from -40 to 40/],
  [{ nice: 41 }, 'nice', /^expected an integer from -40 to 40/],
  [{ ignoreSignals: ['KILL'] }, 'ignoreSignals[0]', stop],
  [{ blockSignals: ['HUP', 19] }, 'blockSignals[1]', stop],
  [{ blockSignals: ['TREM'] }, 'blockSignals[0]', "unknown signal 'TREM', did you mean 'SIGTERM'?"],
  [{ ignoreSignals: 'HUP' }, 'ignoreSignals', 'expected an array, got "HUP"'],
  [{ inheritableCaps: ['net_rwa'] }, 'inheritableCaps[0]', /did you mean 'CAP_NET_RAW'/],
  [{ boundingCaps: 'all' }, 'boundingCaps', 'expected an array, got "all"'],
  [{ securebits: { set: ['no_root'] } }, 'securebits.set[0]', /^expected one of noroot, .*did you mean 'noroot'\?$/],
  [{ securebits: { sets: [] } }, 'securebits.sets', "unknown attribute, did you mean 'set'?"],
  [{ securebits: { set: ['noroot'], clear: ['noroot'] } }, 'securebits.clear', 'has a bit that set has too'],
  [{ boundingCaps: [0], inheritableCaps: [0, 1] }, 'inheritableCaps', /boundingCaps leaves out/],
  [{ boundingCaps: [0], ambientCaps: [1] }, 'ambientCaps', /boundingCaps leaves out/],
  [{ securebits: { set: ['no_cap_ambient_raise'] }, ambientCaps: [1] }, 'ambientCaps', /no_cap_ambient_raise/],
  [{ propagation: 'shared' }, 'propagation', /^needs CLONE_NEWNS/],
  [{ unshareflags: CLONE_NEWNS, propagation: 'priv' }, 'propagation', /^expected one of private, slave/],
  [{ credential: { uid: 0, gid: 0, ruid: '5' } }, 'credential.ruid', /digits alone are no name/],
  [{ credential: { uid: 0, gid: 0, rgid: -1 } }, 'credential.rgid', /^expected an integer/],
];

test.each(refused)('%j', (sys, path, problem) => {
  const { path: field, message } = refusal('/bin/sh', ['sh'], { sys });
  expect(field).toBe(path);
  const text = message.slice(path.length + 2);
  if (typeof problem === 'string') expect(text).toBe(problem);
  else expect(text).toMatch(problem);
});
