/** What is to be launched where something is asked for: by options, or by the file of --spec. */
import type { ProcAttr, SysProcAttr } from '@forkexec/attrs';
import type { Ask } from './ask.js';
import { Failure } from './failure.js';
import { attributes } from './options/attributes.js';
import { refuseContradictions } from './options/contradictions.js';
import type { CommandLine } from './options/parse.js';
import type { Request } from './request.js';
import type { Confinement } from './ruleset.js';
import { isObject, merge, readSpec, type Spec } from './spec.js';

/** @throws Failure for what cannot be; InvalidAttrError for attributes of a file that cannot be read as an environment. */
export function askedRequest({ ask, operands }: CommandLine): Request<string | undefined> {
  const spec: Spec = ask.spec === undefined ? {} : readSpec(ask.spec);
  adopt(spec.sys, ask);
  refuseContradictions(ask);
  const attr = flagged(merge(spec, attributes(ask), { files: ask.preserveFds.length > 0 }), ask);
  const [file = spec.program, ...rest] = operands;
  const named = operands.length === 0 ? spec.argv : undefined;
  const argv = [ask.argv0 ?? named?.[0] ?? file ?? '', ...(named?.slice(1) ?? rest)];
  return { argv0: file, argv, attr, landlock: confinement(ask, spec) };
}

/** What a file says about sessions, groups and the init changes who gets which signal: as if options had said it. */
function adopt(sys: SysProcAttr | undefined, ask: Ask): void {
  if (sys?.init === true) ask.supervision.init = true;
  if (sys?.setsid === true) ask.setsid = true;
  if (sys?.foreground === true) ask.foregroundGroup = true;
  if (sys?.setpgid === true) ask.pgid ??= typeof sys.pgid === 'number' ? sys.pgid : 0;
}

/** With the flags of the ruleset that the launch gets: without one the library refuses them. */
function flagged(attr: ProcAttr, { privileges: { landlock } }: Ask): ProcAttr {
  return landlock.flags === 0 ? attr : { ...attr, sys: { ...attr.sys, landlockFlags: landlock.flags } };
}

/** Without rights of its own a rule has all that are denied. */
const access = (given: readonly string[], handled: ReadonlySet<string>) => (given.length > 0 ? given : [...handled]);

/** What is no object is the library's to refuse. */
function confinement(ask: Ask, spec: Spec): Confinement | undefined {
  const asked = rules(ask) ?? spec.landlock;
  if (ask.privileges.landlock.bestEffort && asked === undefined)
    throw new Failure('--landlock-best-effort: does nothing without a ruleset, and the file of --spec has none');
  return ask.privileges.landlock.bestEffort && isObject(asked) ? { ...asked, bestEffort: true } : asked;
}

function rules({ privileges: { landlock } }: Ask): Confinement | undefined {
  const { handledFs, handledNet, scoped, paths, ports } = landlock;
  if (handledFs.size + handledNet.size + scoped.size === 0) return undefined;
  return {
    ...(handledFs.size > 0 && { handledAccessFs: [...handledFs] }),
    ...(handledNet.size > 0 && { handledAccessNet: [...handledNet] }),
    ...(scoped.size > 0 && { scoped: [...scoped] }),
    ...(paths.length > 0 && { fs: paths.map((rule) => ({ path: rule.path, access: access(rule.access, handledFs) })) }),
    ...(ports.length > 0 && {
      net: ports.map((rule) => ({ port: rule.port, access: access(rule.access, handledNet) })),
    }),
  };
}
