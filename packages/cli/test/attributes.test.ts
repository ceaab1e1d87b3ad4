import { CLONE_NEWNS, CLONE_NEWUSER, cloneFlagsToText, NAMESPACE_FLAGS, type ProcAttr } from '@forkexec/attrs';
import { plan } from '@forkexec/exec';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { attributes } from '../src/options/attributes.js';
import { refuseContradictions } from '../src/options/contradictions.js';
import { parse } from '../src/options/parse.js';
import { belongsTo } from '../src/options/option.js';
import { sections } from '../src/options/table.js';
import schema from '../schemas/spec.schema.json' with { type: 'json' };
import { cases, every } from './attribute-cases.js';

function attr(args: readonly string[]): ProcAttr {
  const { ask } = parse('run', args);
  refuseContradictions(ask);
  return attributes(ask);
}

/** The attributes with their namespace flags in words. */
function told(args: readonly string[]): Record<string, unknown> {
  const { sys = {}, files, ...rest } = attr(args);
  const { cloneflags, unshareflags, ...others } = sys;
  return {
    ...rest,
    ...others,
    ...(cloneflags !== undefined && { clone: cloneFlagsToText(cloneflags as number) }),
    ...(unshareflags !== undefined && { unshare: cloneFlagsToText(unshareflags as number) }),
    ...(files?.length !== 3 && { files }),
  };
}

beforeEach(() => {
  vi.stubEnv('KEPT', 'yes');
  vi.stubEnv('GONE', 'yes');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe('options become attributes', () => {
  test.each(cases)('%s: %j', (_option, args, expected) => {
    expect(told(args)).toEqual(expected);
  });

  test('every option is exercised', () => {
    const limits = sections.find(({ title }) => title === 'Limits')!.options.map(({ long }) => long);
    const named = limits.filter((long) => long !== 'rlimit' && long !== 'into-cgroup');
    const elsewhere = ['map-auto', 'map-subids', 'spec', 'print-spec', ...named];
    const launching = sections.flatMap(({ options }) => options.filter((option) => belongsTo(option, 'run')));
    const all = launching.map(({ long }) => long);
    expect([...new Set(cases.map(([option]) => option)), ...elsewhere].toSorted()).toEqual(all.toSorted());
  });

  test('no attribute is without an option', () => {
    // Made of the table of attributes, which the types keep complete: schemas/spec.schema.json.
    const known = ['dir', 'env', 'files', ...Object.keys(schema.properties.sys.properties)];
    const options = sections.flatMap((section) => section.options);
    const asked = new Set(options.flatMap(({ fields = [] }) => fields.map((field) => field.replace(/\..*/, ''))));
    const otherwise = {
      cloneflags: 'user', // and each other kind of namespace
      unshareflags: 'mount',
      useCgroupFD: 'into-cgroup', // by a path
      cgroupFD: 'into-cgroup',
    };
    const without = known.filter((name) => !asked.has(name) && !Object.hasOwn(otherwise, name));
    // That is a command: forkexec trace.
    expect(without).toEqual(['ptrace']);
    const names = options.map(({ long }) => long);
    for (const name of Object.values(otherwise)) expect(names).toContain(name);
    expect(known.length).toBeGreaterThan(40);
  });

  test('limits by their own names', () => {
    expect(told(['--nofile', '5:9', '--core=0', '--nofile=:4'])).toEqual({
      rlimits: { '7': { soft: 4n, hard: 4n }, '4': { soft: 0n, hard: 0n } },
    });
    const { rlimits } = attr(['--core', '0:']).sys!;
    expect(rlimits).toEqual({ '4': { soft: 0n, hard: expect.any(BigInt) } });
  });

  test('--map-auto and --map-subids are both words, which go beside -r and -c', () => {
    expect(parse('run', ['--map-subids']).ask).toMatchObject({ userBlock: 'subids', groupBlock: 'subids' });
    // What becomes of it depends on the lines of /etc/subuid: test/kernel/id-maps.test.ts.
    expect(parse('run', ['--map-auto']).ask).toMatchObject({ userBlock: 'auto', groupBlock: 'auto' });
    expect(parse('run', ['--map-users=auto']).ask).toMatchObject({ userBlock: 'auto', groupBlock: undefined });
    const { ask } = parse('run', ['-rm', '--map-auto', '--map-groups', 'all', '--setgroups=allow']);
    expect(ask).toMatchObject({ userBlock: 'auto', groupBlock: 'all', mapSelfTo: new Set(['root']) });
    expect(() => refuseContradictions(ask)).not.toThrow();
  });

  test('an unset variable is gone and the others stay', () => {
    const { env } = attr(['--unset', 'GONE']) as { env: Record<string, string> };
    expect(env['KEPT']).toBe('yes');
    expect(env).not.toHaveProperty('GONE');
  });

  test('without options nothing is changed', () => {
    expect(attr([])).toEqual({ files: [0, 1, 2], sys: {} });
  });

  test('+all are the capabilities that the kernel has', () => {
    const { ambientCaps } = attr(['--ambient-caps', '+all']).sys!;
    expect(ambientCaps!.length).toBeGreaterThan(35);
    expect(ambientCaps).toEqual(every);
  });

  test('all namespaces that there are but for time', () => {
    const { cloneflags, unshareflags } = attr(['--unshare-all']).sys as { cloneflags: number; unshareflags: number };
    expect(cloneflags | unshareflags).toBe(NAMESPACE_FLAGS & ~0x80);
    expect(unshareflags).toBe(CLONE_NEWNS);
    expect(cloneflags & CLONE_NEWUSER).toBe(CLONE_NEWUSER);
  });

  test('every row of the table of cases is a launch that plan() accepts', () => {
    for (const [, args] of cases) expect(() => plan('/bin/true', ['true'], attr(args)), args.join(' ')).not.toThrow();
  });
});
