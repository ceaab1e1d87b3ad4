import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { capNumber, checkIDMappings, formatIDMappings, ID_MAP_MAX_RANGES, type SysProcIDMap } from '../../src/index.js';

/** Writes each text to the uid_map of a new user namespace and tells the errno, 0 for none. */
const script = `
import ctypes, json, os, signal, sys
libc = ctypes.CDLL(None, use_errno=True)
CLONE_NEWUSER = 0x10000000

def child(up):
    os.write(up, b'%d' % (ctypes.get_errno() if libc.unshare(CLONE_NEWUSER) else 0))
    signal.pause()

def write(text):
    up = os.pipe()
    pid = os.fork()
    if pid == 0:
        child(up[1])
    try:
        failed = int(os.read(up[0], 16))
        if failed:
            raise OSError(failed, 'unshare')
        fd = os.open('/proc/%d/uid_map' % pid, os.O_WRONLY)
        try:
            os.write(fd, text.encode())
            return 0
        except OSError as error:
            return error.errno
        finally:
            os.close(fd)
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(up[0])
        os.close(up[1])

print(json.dumps([write(text) for text in json.load(sys.stdin)]))
print(os.sysconf('SC_PAGESIZE'))
`;

function kernelErrnos(maps: SysProcIDMap[][]): { errnos: number[]; pageSize: number } {
  const input = JSON.stringify(maps.map(formatIDMappings));
  const [errnos, pageSize] = execFileSync('python3', ['-c', script], { input, encoding: 'utf8', stdio: 'pipe' }).split(
    '\n',
  );
  return { errnos: JSON.parse(errnos!), pageSize: Number(pageSize) };
}

/** Why the kernel cannot be asked here, or undefined. */
function missing(): string | undefined {
  if (process.platform !== 'linux') return 'needs Linux';
  const caps = BigInt(`0x${/^CapEff:\s+(\w+)/m.exec(readFileSync('/proc/self/status', 'utf8'))![1]}`);
  if (!((caps >> BigInt(capNumber('setuid'))) & 1n)) return 'needs root: maps of several ranges';
  if (!/^\s*0\s+0\s+4294967295\n$/.test(readFileSync('/proc/self/uid_map', 'utf8')))
    return 'needs the initial user namespace';
  try {
    return kernelErrnos([[{ containerID: 0, hostID: 0, size: 1 }]]).errnos[0] === 0
      ? undefined
      : 'uid_map cannot be written here';
  } catch (error) {
    return `needs python3 and user namespaces: ${String(error).split('\n').at(-2)}`;
  }
}

const range = (containerID: number, hostID: number, size: number): SysProcIDMap => ({ containerID, hostID, size });
const line = (n: number, first: number): SysProcIDMap[] =>
  Array.from({ length: n }, (_, i) => range(first + i, first + i, 1));

test('a map is refused if and only if the kernel refuses it', ({ skip }) => {
  const why = missing();
  skip(why !== undefined, why);
  const edge = fc.constantFrom(0, 1, 5, 10, 65536, 0x7fffffff, 0xfffffff0, 0xfffffffe, 0xffffffff);
  const size = fc.constantFrom(0, 1, 1, 5, 10, 15, 65536, 0xfffffff0, 0xffffffff);
  const small = fc.tuple(fc.nat(60), fc.nat(60), fc.integer({ min: 1, max: 8 }));
  const maps = fc.array(
    fc.oneof(small, fc.tuple(edge, edge, size)).map(([c, h, s]) => range(c, h, s)),
    { minLength: 1, maxLength: 5 },
  );
  const given = [
    line(ID_MAP_MAX_RANGES, 0),
    line(ID_MAP_MAX_RANGES + 1, 0),
    [range(0, 0, 0xffffffff)],
    [range(0xfffffffe, 0xfffffffe, 1)],
    [],
    // 170 lines of 24 bytes and one of 15 are the last to fit in a page of 4096.
    [...line(170, 4294000000), range(1000, 10000, 100)],
    [...line(170, 4294000000), range(10000, 10000, 100)],
    ...fc.sample(maps, 400),
  ];
  const { errnos, pageSize } = kernelErrnos(given);
  const EINVAL = 22;
  given.forEach((map, i) => {
    const ours = checkIDMappings(map, pageSize) === undefined ? 0 : EINVAL;
    expect(ours, formatIDMappings(map)).toBe(errnos[i]);
  });
  // Both answers must have come up.
  expect(errnos.filter((errno) => errno === 0).length).toBeGreaterThan(20);
  expect(errnos.filter((errno) => errno === EINVAL).length).toBeGreaterThan(20);
});
