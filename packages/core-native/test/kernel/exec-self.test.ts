import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { field, modes } from '../launcher.js';
import { linesOfFixture } from '../fixture.js';

const fixture = fileURLToPath(new URL('../fixtures/exec-self.mjs', import.meta.url));

test('the process is another program, as if it had been started anew', () => {
  const extra = openSync('/dev/null', 'r');
  const script =
    'echo $$; env; cat /proc/self/status; for f in /proc/$$/fd/*; do if [ -e "$f" ]; then echo "fd ${f##*/}"; fi; done';
  const { pid, status, stdout } = spawnSync(process.execPath, [fixture, '/bin/sh', '-c', script], {
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'inherit', extra],
  });
  closeSync(extra);
  expect(status).toBe(0);
  expect(stdout).toMatch(new RegExp(`^${pid}\n`));
  expect(stdout).toMatch(/^ONLY=this$/m);
  expect(stdout).not.toMatch(/^HOME=/m);
  for (const key of ['SigBlk', 'SigIgn', 'SigCgt']) expect(field(stdout, key), key).toBe('0000000000000000');
  expect(stdout.match(/^fd .*$/gm)).toEqual(['fd 0', 'fd 1', 'fd 2']);
});

test.for([
  ['/nonexistent', 'ENOENT'],
  ['/etc', 'EACCES'],
  ['/proc/version', 'EACCES'],
] as const)('where %s is refused, nothing has changed', ([path, code]) => {
  const [seen] = linesOfFixture('exec-self.mjs', modes[0], [path]) as [Record<string, unknown>];
  expect(seen['failure']).toEqual({ code, syscall: 'execve', index: 0, path });
  expect(seen['after']).toEqual(seen['before']);
});
