/** Why newuidmap(1) or newgidmap(1) may have refused: subuid(5), subgid(5), and what a setuid program needs. */
import { quote } from './format-text.js';
import type { Machine } from './hint-machine.js';
import type { Scene } from './hint-scene.js';
import type { StepOf } from './ops.js';

interface Block {
  readonly start: number;
  readonly count: number;
}

export function mapperRefused(scene: Scene, { argv }: StepOf<'newidmap'>): string | undefined {
  const kind = /^new([ug]id)map$/.exec(argv[0] ?? '')?.[1] as 'uid' | 'gid' | undefined;
  if (kind === undefined) return undefined;
  if (scene.status('NoNewPrivs') === '1') {
    return `this process has no_new_privs, with which new${kind}map gets no privilege; start it without`;
  }
  const { machine } = scene;
  if (scene.failure.output?.includes('Cannot determine your user name')) {
    return `new${kind}map works only for users with a name, and uid ${machine.euid} has none; add it to /etc/passwd`;
  }
  const path = `/etc/sub${kind}`;
  const text = machine.read(path);
  if (text === undefined) return `${path} cannot be read, and is what new${kind}map goes by; create it`;
  const { euid } = machine;
  const name = userName(machine, euid);
  const blocks = blocksOf(text, [`${euid}`, ...(name === undefined ? [] : [name])]);
  const own = kind === 'uid' ? euid : machine.egid;
  const missing = requested(argv).flatMap((range) => uncovered(range, own, blocks))[0];
  if (missing === undefined) return undefined;
  const last = missing.start + missing.count - 1;
  const who = name === undefined ? `uid ${euid}` : `user ${quote(name)} (uid ${euid})`;
  const line = `${name ?? euid}:${missing.start}:${missing.count}`;
  return `${path} has no line that gives ${who} the ids ${missing.start} to ${last}; map others, or have root add ${quote(line)}`;
}

/** Files only: hints ask no name service, which could take its time. */
function userName(machine: Machine, uid: number): string | undefined {
  const line = machine
    .read('/etc/passwd')
    ?.split('\n')
    .find((entry) => entry.split(':')[2] === String(uid));
  return line?.split(':')[0];
}

function blocksOf(text: string, owners: readonly string[]): Block[] {
  return text.split('\n').flatMap((line) => {
    const [owner = '', start = '', count = ''] = line.split(':', 3);
    const numbers = { start: Number(start), count: Number(count) };
    return owners.includes(owner) && numbers.start >= 0 && numbers.count > 0 ? [numbers] : [];
  });
}

/** The ranges outside: behind the child's number, argv is inside, outside, count and so on. */
function requested(argv: readonly string[]): Block[] {
  return Array.from({ length: Math.floor((argv.length - 2) / 3) }, (_, i) => ({
    start: Number(argv[3 * i + 3]),
    count: Number(argv[3 * i + 4]),
  }));
}

/** What neither one's own id nor blocks, one behind the other, cover of a range. */
function uncovered({ start, count }: Block, own: number, blocks: readonly Block[]): Block[] {
  if (count === 1 && start === own) return [];
  const end = start + count;
  let at = start;
  for (;;) {
    const block = blocks.find((b) => at >= b.start && at < b.start + b.count);
    if (at >= end) return [];
    if (!block) return [{ start: at, count: end - at }];
    at = block.start + block.count;
  }
}
