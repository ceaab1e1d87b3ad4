import type { Caller, Given } from './asked.js';
import { AskedOnce } from './caller.js';
import { refuseContradictions } from './contradictions.js';
import { mappings } from './id-words.js';
import { procAttr } from './fields.js';
import { program, programArguments } from './program-fields.js';

function isEmpty(fields: object): boolean {
  for (const _ in fields) return false;
  return true;
}

/**
 * Reads all that a launch is asked with into one precise form, in which only users and groups may still be names. Nothing is
 * believed of the types: JavaScript calls this too.
 *
 * @throws InvalidAttrError naming the field
 */
export function check(argv0: unknown, argv: unknown, attr: unknown, caller: Caller): Given {
  const { dir, env = null, files = [0, 1, 2], sys = {} } = attr === undefined ? {} : procAttr(attr, 'attr');
  const { credential, useCgroupFD = false, cgroupFD } = sys;
  const plain = isEmpty(sys);
  const asked: Given = {
    program: program(argv0, 'argv0'),
    argv: programArguments(argv, 'argv'),
    env,
    dir,
    files,
    plain,
    caller: plain ? caller : new AskedOnce(caller),
    chroot: sys.chroot,
    credential: credential && { groups: [], noSetGroups: false, ...credential },
    setsid: sys.setsid ?? false,
    setpgid: sys.setpgid ?? false,
    pgid: sys.pgid ?? 0,
    setctty: sys.setctty ?? false,
    noctty: sys.noctty ?? false,
    ctty: sys.ctty ?? 0,
    foreground: sys.foreground ?? false,
    pdeathsig: sys.pdeathsig ?? 0,
    cloneflags: sys.cloneflags ?? 0,
    unshareflags: sys.unshareflags ?? 0,
    uidMappings: sys.uidMappings,
    gidMappings: sys.gidMappings,
    idMap: sys.idMap ?? [],
    gidMappingsEnableSetgroups: sys.gidMappingsEnableSetgroups ?? false,
    ambientCaps: sys.ambientCaps ?? [],
    clearAmbient: sys.clearAmbient ?? false,
    inheritableCaps: sys.inheritableCaps,
    boundingCaps: sys.boundingCaps,
    securebits: sys.securebits ?? {},
    useCgroupFD,
    cgroupFD,
    cgroup: sys.cgroup,
    timeOffsets: sys.timeOffsets,
    noNewPrivs: sys.noNewPrivs ?? false,
    useLandlock: sys.useLandlock ?? false,
    landlockFD: sys.landlockFD,
    landlockFlags: sys.landlockFlags ?? 0,
    hostname: sys.hostname,
    mountProc: sys.mountProc,
    propagation: sys.propagation,
    umask: sys.umask,
    nice: sys.nice ?? 0,
    ignoreSignals: sys.ignoreSignals ?? [],
    blockSignals: sys.blockSignals ?? [],
    ptrace: sys.ptrace ?? false,
    init: sys.init ?? false,
    rlimits: sys.rlimits ?? [],
  };
  if (plain) return asked;
  refuseContradictions(asked);
  return asked.idMap.length === 0 ? asked : { ...asked, ...mappings(asked) };
}
