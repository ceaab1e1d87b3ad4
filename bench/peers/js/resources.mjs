import { openSync, readFileSync } from 'node:fs';

/** @type {{ fds: number[], children: unknown[] }} */
const held = { fds: [], children: [] };

/**
 * So many descriptors, or running children, and no fewer than before.
 * @param {string} what
 * @param {number} count
 * @param {() => unknown} start
 */
export async function hold(what, count, start) {
  /** @type {Readonly<Record<string, [unknown[], () => unknown]>>} */
  const kinds = { fds: [held.fds, () => openSync('/dev/null', 'r')], children: [held.children, start] };
  const kind = kinds[what];
  if (!kind) throw new Error(`no such request: ${what}`);
  const [list, make] = kind;
  while (list.length < count) list.push(await make());
  return {};
}

/**
 * What each running child costs this process: anonymous memory after a collection, once a tenth of them has been started to
 * fill whatever is made once.
 * @param {(program: string) => unknown} start
 * @param {string} program
 * @param {number} count
 */
export async function childMemory(start, program, count) {
  const running = [];
  for (let i = 0; i < count / 10; i++) running.push(await start(program));
  const before = await settled();
  for (let i = 0; i < count; i++) running.push(await start(program));
  const after = await settled();
  held.children.push(...running);
  return { bytes: (after - before) / count };
}

async function settled() {
  for (let i = 0; i < 4; i++) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 20)); // what is freed on other threads
  }
  return Number(/^RssAnon:\s*(\d+) kB/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1]) * 1024;
}

/** With --expose-gc in V8, and as Bun has it. */
function collect() {
  const { Bun, gc } = /** @type {{ Bun?: { gc(force: boolean): void }, gc?: () => void }} */ (globalThis);
  if (Bun) Bun.gc(true);
  else if (gc) gc();
  else throw new Error('there is no way to collect garbage');
}
