/**
 * What the parity tables are made of: docs/cli-parity.md is written from them, test/kernel/parity.test.ts runs them.
 *
 * @typedef {object} Request
 * @property {readonly string[]} theirs the tool's options
 * @property {readonly string[]} [ours] where they are not the same
 * @property {readonly string[]} [program] what both run; left out: the tool's probe
 * @property {'root' | 'user namespaces' | 'time namespaces' | 'Landlock'} [needs]
 * @property {boolean} [fails] the exit status is not 0, and the same
 * @property {boolean} [user] asked for by an ordinary user
 *
 * @typedef {object} Row
 * @property {string} option as the tool's manual has it
 * @property {string} [ours] what it is called here; '' where there is none
 * @property {readonly Request[]} [requests] asked of both, and what the program sees is the same
 * @property {string} [test] the test that has it instead: its file below packages/cli/test, and its name
 * @property {string} [why] why it is left out, or what differs
 *
 * @typedef {object} Tool
 * @property {string} name
 * @property {readonly string[]} probe prints what the tool changes
 * @property {string} versions those whose options the table has
 * @property {readonly Row[]} rows
 * @property {(theirs: readonly string[], program: readonly string[]) => string[]} [line] the tool's command line
 */

/** Each namespace and whether it is that of process 1's... of whoever started the tool; then ids, maps, mounts, names. */
export const namespaces = [
  'sh',
  '-c',
  [
    'for ns in user mnt pid net ipc uts cgroup; do',
    '  test "$(readlink /proc/self/ns/$ns)" = "$(readlink /proc/$OUTSIDE/ns/$ns)" && echo "$ns same" || echo "$ns new"',
    'done',
    'cat /proc/self/uid_map /proc/self/gid_map /proc/self/setgroups | tr -s " "',
    'grep -E "^(Uid|Gid|Groups|Cap)" /proc/self/status',
    'test $$ = 1 && echo "process 1"; pwd; grep " / / " /proc/self/mountinfo | grep -oE "shared|master" || echo private',
  ].join('\n'),
];

export const status = [
  'grep',
  '-E',
  '^(Uid|Gid|Groups|Cap(Inh|Prm|Eff|Bnd|Amb)|NoNewPrivs|Sig(Blk|Ign)):',
  '/proc/self/status',
];

export const help = {
  option: '-h, --help',
  ours: '-h, --help',
  test: 'help.test.ts: every option is explained, with all its names',
};
export const version = { option: '-V, --version', ours: '-V, --version', test: 'kernel/output.test.ts: --version' };
