import { describe, expect, test } from 'vitest';
import { program } from '../c-program.js';
import { execve, hows, inEachMode, type Launcher, plan } from '../launcher.js';
import { notRoot } from '../privileges.js';

const withPty = program('with-pty', ['with-pty.c']);
const SLAVE = 20; // with-pty.c

const stat = ['/bin/cat', '/proc/self/stat'];

/** The numbers of proc_pid_stat(5) behind the name. */
function parse(text: string) {
  const [state, ppid, pgrp, session, tty, foreground] = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const pid = Number.parseInt(text, 10);
  return {
    pid,
    state,
    ppid: Number(ppid),
    pgrp: Number(pgrp),
    session: Number(session),
    tty: Number(tty),
    foreground: Number(foreground),
  };
}

const own = async (launcher: Launcher) =>
  parse(await launcher.see('launch', [], ['/bin/cat', `/proc/${launcher.pid}/stat`]));

describe('without a terminal', () => {
  inEachMode({}, (launcher) => {
    test.for(hows)('%s: group and session are the parent’s, but for setsid and setpgid', async (how) => {
      const parent = await own(launcher());
      const child = parse(await launcher().see(how, [], stat));
      expect(child).toMatchObject({ ppid: launcher().pid, pgrp: parent.pgrp, session: parent.session });
      const leader = parse(await launcher().see(how, [{ op: 'setsid' }], stat));
      expect(leader).toMatchObject({ pgrp: leader.pid, session: leader.pid, tty: 0 });
      const grouped = parse(await launcher().see(how, [{ op: 'setpgid', pgid: 0 }], stat));
      expect(grouped).toMatchObject({ pgrp: grouped.pid, session: parent.session });
    });

    test.for(hows)('%s: setpgid joins a group', async (how) => {
      const first = await launcher().start(plan({ op: 'setpgid', pgid: 0 }, execve('/bin/sleep', '1000')), how);
      const second = parse(await launcher().see(how, [{ op: 'setpgid', pgid: first }], stat));
      expect(second.pgrp).toBe(first);
      await launcher().call('kill', first, 9);
      await launcher().call('end', first);
    });
  });
});

describe('with a terminal that nobody has', () => {
  inEachMode({ under: [withPty] }, (launcher) => {
    test.for(hows)('%s: setctty makes it the new session’s own', async (how) => {
      const tty = await launcher().call('device', SLAVE);
      const seen = parse(await launcher().see(how, [{ op: 'setsid' }, { op: 'setctty', fd: SLAVE }], stat));
      expect(seen).toMatchObject({ tty, session: seen.pid, foreground: seen.pid });
    });

    test.for(hows)('%s: opening it in a session without one does not', async (how) => {
      const path = await launcher().call('nameOf', SLAVE);
      const steps = [{ op: 'setsid' }, { op: 'writeFile', path, data: '', optional: false }] as const;
      expect(parse(await launcher().see(how, steps, stat)).tty).toBe(0);
    });

    test.for(hows)('%s: a session that has it loses it to root', async (how, { skip }) => {
      const why = notRoot();
      skip(why !== undefined, why);
      const tty = await launcher().call('device', SLAVE);
      const take = [{ op: 'setsid' }, { op: 'setctty', fd: SLAVE }] as const;
      const first = await launcher().start(plan(...take, execve('/bin/sleep', '1000')), how);
      expect(parse(await launcher().see(how, take, stat))).toMatchObject({ tty });
      expect(parse(await launcher().see(how, [], ['/bin/cat', `/proc/${first}/stat`])).tty).toBe(0);
      await launcher().call('kill', first, 9);
      await launcher().call('end', first);
    });
  });
});

describe('with a controlling terminal', () => {
  inEachMode({ under: [withPty, '--session'] }, (launcher) => {
    test.for(hows)('%s: it is inherited, and given up by noctty', async (how) => {
      const tty = await launcher().call('device', SLAVE);
      expect(parse(await launcher().see(how, [], stat))).toMatchObject({ tty, session: launcher().pid });
      expect(parse(await launcher().see(how, [{ op: 'noctty', fd: SLAVE }], stat)).tty).toBe(0);
      expect((await own(launcher())).tty).toBe(tty);
    });

    test.for(hows)('%s: a background group takes the foreground without being stopped', async (how) => {
      const steps = [
        { op: 'setpgid', pgid: 0 },
        { op: 'foreground', fd: SLAVE, pgid: 0 },
      ] as const;
      for (let i = 0; i < 2; i++) {
        const seen = parse(await launcher().see(how, steps, stat));
        expect(seen.foreground).toBe(seen.pid);
      }
      const back = parse(await launcher().see(how, [{ op: 'foreground', fd: SLAVE, pgid: launcher().pid }], stat));
      expect(back.foreground).toBe(launcher().pid);
    });
  });
});
