import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { modes } from '../launcher.js';
import { notRoot, skipWhile } from '../privileges.js';

skipWhile(notRoot());

// libc tells every thread by a signal and waits for each: one that blocked it would hang process.setuid() for ever.
test.each(modes)('FORKEXEC_CHILD=%s: process.setuid() works after a launch, and reaches our threads too', (mode) => {
  const fixture = fileURLToPath(new URL('../fixtures/set-ids.mjs', import.meta.url));
  const env = { ...process.env, FORKEXEC_CHILD: mode };
  const output = execFileSync(process.execPath, [fixture], {
    env,
    encoding: 'utf8',
    timeout: process.env['FORKEXEC_EMULATED'] ? 300_000 : 20_000,
  });
  expect(output).toBe('12345:12345\n');
});
