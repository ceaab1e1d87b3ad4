/** Node's permission model, `node --permission`: what it forbids to child_process it forbids here, and it is handed on. */

interface Permission {
  has(scope: string): boolean;
}

/** There only with the flag; from Node 20 on, where the flag has another name. */
const { permission } = process as { readonly permission?: Permission };

/** Whether there is no `--allow-child-process`. Node's own functions throw for it then, and start nothing. */
export function isDenied(): boolean {
  return permission !== undefined && !permission.has('child');
}

const FLAG = '--permission';
const OPTIONS = 'NODE_OPTIONS';

/** What a child that is Node must be given to be bound as this process is: the flags that it was started with. */
function flags(): readonly string[] {
  if (permission === undefined || !process.execArgv.includes(FLAG)) return [];
  return process.execArgv.filter((arg) => arg.startsWith(FLAG) || arg.startsWith('--allow-'));
}

/** Whether the environment of a child is to differ from this process's for it. */
export function isHandedOn(args: readonly unknown[]): boolean {
  return permission !== undefined && !args.includes(FLAG) && flags().length > 0;
}

/** Adds the flags to NODE_OPTIONS, as Node does since 22; not where they stand already. */
export function handOn(pairs: string[]): void {
  const at = pairs.findIndex((pair) => pair.startsWith(`${OPTIONS}=`));
  const given = at < 0 ? '' : pairs[at]!.slice(OPTIONS.length + 1);
  if (given.includes(FLAG)) return;
  const pair = `${OPTIONS}=${[given, ...flags()].filter((text) => text !== '').join(' ')}`;
  if (at < 0) pairs.push(pair);
  else pairs[at] = pair;
}
