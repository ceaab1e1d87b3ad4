/** The examples of `--help` and the manual page. The tests run every one of them as it stands. */

/** A command line for a shell. */
export interface Example {
  readonly command: string;
  readonly what: string;
  /** What a test of it needs; left out: nothing. */
  readonly needs?: 'root' | 'user namespaces' | 'Landlock';
  /** It has more to say, on standard error. */
  readonly traces?: true;
}

/** By the headings of the options. */
export const sectionExamples: Readonly<Record<string, readonly Example[]>> = {
  Namespaces: [
    { command: 'forkexec -Urpm --mount-proc -- ps -ef', what: 'root in a sandbox, rootless', needs: 'user namespaces' },
    {
      command: 'forkexec --unshare-all --share-net -- id',
      what: 'everything of its own but the network',
      needs: 'user namespaces',
    },
  ],
  'Ids in the new user namespace': [
    { command: 'forkexec --map-user 1000 --map-group 1000 -- id', what: 'user 1000 inside', needs: 'user namespaces' },
  ],
  'Root, directory, mounts, host name': [
    {
      command: 'forkexec --map-user 0 --hostname box -w /tmp -- sh -c "hostname; pwd"',
      what: '',
      needs: 'user namespaces',
    },
  ],
  Identity: [
    {
      command: 'forkexec --reuid nobody --regid nogroup --clear-groups -- id',
      what: 'an ordinary user',
      needs: 'root',
    },
  ],
  'Capabilities and privileges': [
    {
      command: 'forkexec --bounding-set=-all,+kill --nnp -- grep Cap /proc/self/status',
      what: 'root with one capability',
      needs: 'root',
    },
    {
      command: 'forkexec --nnp --landlock-access fs:write-file -- id',
      what: 'no file can be written',
      needs: 'Landlock',
    },
  ],
  'Session and lifetime': [
    { command: 'forkexec --setsid --die-with-parent -- ps -o pid,sid,comm', what: 'a session that dies with us' },
  ],
  Supervision: [
    { command: 'forkexec --timeout 90s -k 5s -- sleep 0.1', what: 'TERM; 5 s later KILL' },
    {
      command: 'forkexec -Ur --init --mount-proc -- ps -ef',
      what: 'process 1 reaps',
      needs: 'user namespaces',
    },
    { command: 'forkexec --exec --nice 5 --umask 077 -- nice', what: 'becomes the program' },
    { command: 'forkexec --pid-file job.pid -- sleep 0.1', what: 'its pid, while it runs' },
    { command: 'forkexec --json-status-fd 3 -- id 3>status.jsonl', what: 'pid, exit status' },
  ],
  'Signals, niceness, umask': [
    { command: 'forkexec --ignore-signal=HUP --nice 10 --umask 077 -- nice', what: 'in the background' },
  ],
  Limits: [
    { command: 'forkexec --nofile 256:1024 --core 0 -- sh -c "ulimit -n"', what: '256 open files, no core dump' },
  ],
  'Environment, name, descriptors': [
    { command: 'forkexec --clear-env -E PATH -E LANG=C -- env', what: 'two variables and no other' },
    { command: 'forkexec --preserve-fd 3 -- cat /proc/self/fd/3 3</etc/hostname', what: 'descriptor 3 as well' },
  ],
  Tracing: [
    { command: 'forkexec trace -e openat -- cat /etc/hostname', what: 'the files that it opens', traces: true },
    { command: 'forkexec trace -r -e !mmap,mprotect -o calls.txt -- ls', what: 'all but these' },
    { command: 'forkexec trace -c -- ls', what: 'a table of its system calls', traces: true },
  ],
  General: [
    { command: 'forkexec --print-spec --setsid -- id >id.json', what: 'the launch as a file' },
    { command: 'forkexec --print-spec --umask 077 -- id | forkexec --spec -', what: 'and from one' },
  ],
};

/** Of the other commands. */
export const commandExamples: Readonly<Record<string, readonly Example[]>> = {
  plan: [
    { command: 'forkexec plan -Urpm --mount-proc -- sh', what: 'the system calls of that sandbox' },
    { command: 'forkexec plan --json --setsid -- true', what: 'the same as data' },
  ],
  doctor: [
    { command: 'forkexec doctor', what: 'what works here' },
    { command: 'forkexec doctor --require pidfd,clone3', what: 'status 1 where they do not work' },
  ],
  completion: [
    { command: 'forkexec completion bash >forkexec.bash', what: 'then: source forkexec.bash' },
    { command: 'forkexec completion zsh >_forkexec', what: 'into a directory of $fpath' },
    { command: 'forkexec completion fish >forkexec.fish', what: 'into ~/.config/fish/completions' },
  ],
};
