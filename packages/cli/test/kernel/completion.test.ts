/** The completion scripts, each in its own shell. */
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bin, command, forkexec, missing } from './command.js';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'forkexec-completion-'));
  symlinkSync(bin, join(dir, 'forkexec'));
  for (const [which, name] of [
    ['bash', 'forkexec.bash'],
    ['zsh', '_forkexec'],
    ['fish', 'forkexec.fish'],
  ] as const) {
    const { status, stdout, stderr } = forkexec(['completion', which]);
    if (status !== 0) throw new Error(stderr);
    writeFileSync(join(dir, name), stdout);
  }
});
afterAll(() => rmSync(dir, { recursive: true }));

const shell = (file: string, script: string) => {
  const env = { ...process.env, PATH: `${dir}:${process.env['PATH']}`, TERM: 'dumb' };
  return command(file, ['-c', script], { env, cwd: '/' });
};

/** What stands on the line, the last word of it unfinished, and some of what there is for it. */
const lines: readonly (readonly [line: string, offered: string])[] = [
  ['forkexec --map-r', '--map-root-user'],
  ['forkexec --unsete', '--unsetenv'],
  ['forkexec plan --js', '--json'],
  ['forkexec doctor --js', '--json'],
  ['forkexec compl', 'completion'],
  ['forkexec completion fi', 'fish'],
  ['forkexec --setgroups al', 'allow'],
  ['forkexec --rlimit nof', 'nofile='],
  ['forkexec --ambient-caps +kill,+net_ra', '+kill,+net_raw'],
  ['forkexec --reuid daemo', 'daemon'],
  ['forkexec -R /us', '/usr'],
  ['forkexec -E PATH -- truncat', 'truncate'],
  ['forkexec -Um truncat', 'truncate'],
  ['forkexec run --clear-env ls /us', '/usr'],
  ['forkexec --preserve-s', '--preserve-status'],
  ['forkexec --timeout 5 -s WIN', 'WINCH'],
  ['forkexec -k 5 --pid-file /etc/hostn', '/etc/hostname'],
  ['forkexec trac', 'trace'],
  ['forkexec trace --summ', '--summary'],
  ['forkexec trace --map-r', '--map-root-user'],
  ['forkexec trace -e openat,munm', 'openat,munmap'],
  ['forkexec trace -e %fi', '%file'],
  ['forkexec trace -o /etc/hostn', '/etc/hostname'],
  ['forkexec trace -r -c truncat', 'truncate'],
  ['forkexec doctor --req', '--require'],
  ['forkexec doctor --require pidfd,user-namespace-g', 'pidfd,user-namespace-guards'],
  ['forkexec --map-user daemo', 'daemon'],
];

describe('bash', () => {
  const complete = (line: string) => {
    // Apart at blanks and equals signs, as readline has it.
    const words = line.split(/ |(?==)|(?<==)/).map((word) => `'${word}'`);
    const set = `COMP_WORDS=(${words.join(' ')}) COMP_CWORD=${words.length - 1}`;
    const script = `source ${dir}/forkexec.bash; compopt() { :; }; ${set}; _forkexec; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { status, stdout, stderr } = shell('bash', script);
    expect({ line, stderr }).toEqual({ line, stderr: '' });
    expect(status).toBe(0);
    return stdout.split('\n');
  };

  test.for([...lines, ['forkexec --ignore-signal=HUP,IN', 'HUP,INT']] as const)('%s', ([line, offered]) => {
    expect(complete(line)).toContain(offered);
  });

  test('nothing of ours for the program’s own options', () => {
    expect(complete('forkexec ls --map-r')).not.toContain('--map-root-user');
    expect(complete('forkexec -- ls --map-r')).not.toContain('--map-root-user');
    expect(complete('forkexec doctor --map-r')).not.toContain('--map-root-user');
    expect(complete('forkexec trace --timeou')).not.toContain('--timeout');
    expect(complete('forkexec --summ')).not.toContain('--summary');
  });
});

describe('fish', () => {
  const why = missing('/usr/bin/fish');
  const complete = (line: string) => {
    const script = `source ${dir}/forkexec.fish; complete --do-complete='${line}'`;
    const { stdout, stderr } = shell('fish', script);
    expect({ line, stderr }).toEqual({ line, stderr: '' });
    return stdout.split('\n').map((row) => row.replace(/\t.*/, '').replace(/\/$/, ''));
  };

  test.for([...lines, ['forkexec --setgroups=al', '--setgroups=allow']] as const)('%s', ([line, offered], { skip }) => {
    skip(why !== undefined, why);
    expect(complete(line).some((word) => word === offered || offered.endsWith(`,${word}`))).toBe(true);
  });

  test('nothing of ours for the program’s own options', ({ skip }) => {
    skip(why !== undefined, why);
    expect(complete('forkexec ls --map-r')).not.toContain('--map-root-user');
    expect(complete('forkexec doctor --map-r')).not.toContain('--map-root-user');
  });
});

describe('zsh', () => {
  const why = missing('/usr/bin/zsh');
  const here = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

  test('in a terminal of its own, a tab behind each line', ({ skip }) => {
    skip(why !== undefined, why);
    const cases = [...lines, ['forkexec --bounding-set=-all,+net_ra', '--bounding-set=-all,+net_raw']] as const;
    const setup = `fpath=(${dir} $fpath); autoload -Uz compinit; compinit -u -d ${dir}/dump; bindkey -e; PS1=re''ady'> '`;
    const turns = cases.map(([line], i) => {
      // The line is not run: it is emptied, and the next says that it is over.
      return `zpty -w -n z ${here(line)}$'\\t\\C-u'; zpty -w z "echo DO''NE${i}"; zpty -r -m z out '*DONE${i}*ready> *'; print -r -- "$out"`;
    });
    const script = `zmodload zsh/zpty; zpty z 'TERM=dumb zsh -f -i'; zpty -w z ${here(setup)}; zpty -r -m z out '*ready> *'; ${turns.join('; ')}; zpty -d z`;
    const { status, stdout } = shell('zsh', script);
    expect(status).toBe(0);
    const outputs = stdout.split(/DONE\d+/);
    for (const [i, [line, offered]] of cases.entries()) {
      const start = line.slice(0, line.lastIndexOf(' ') + 1);
      expect(outputs[i], line).toContain(`${start}${offered}`);
    }
  });
});

test('a shell that there is no script for', () => {
  const refused = (...args: string[]) => forkexec(['completion', ...args]);
  expect(refused('fishh')).toMatchObject({
    status: 125,
    stderr: "forkexec: completion: no script for 'fishh', did you mean 'fish'?\n",
  });
  expect(refused('powershell').stderr).toBe(
    "forkexec: completion: no script for 'powershell', there is bash, zsh and fish\n",
  );
  expect(refused().stderr).toBe('forkexec: completion: say for which shell: bash, zsh or fish\n');
});
