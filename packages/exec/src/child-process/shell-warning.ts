/** The deprecation DEP0190 of Node 24: arguments beside a shell are joined, not escaped. */
const WARNS_SINCE = 24;
const text =
  'Passing args to a child process with shell option true can lead to security vulnerabilities, as the arguments are not ' +
  'escaped, only concatenated.';

let warned = Number.parseInt(process.versions.node, 10) < WARNS_SINCE;

/** As Node: once in a process. */
export function warnOfShell(): void {
  if (warned) return;
  warned = true;
  process.emitWarning(text, 'DeprecationWarning', 'DEP0190');
}
