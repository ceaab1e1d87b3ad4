// A rootless container's ids: root and 65535 others inside, none of them anything outside. Needs a block of ids for this user
// in /etc/subuid and /etc/subgid, and, but for root, newuidmap (Debian: package uidmap).
import { CLONE_NEWNS, CLONE_NEWUSER } from '@forkexec/attrs';
import { formatPlan, InvalidAttrError, plan, startProcess } from '@forkexec/exec';

const look = `
  echo "user $(id -u) of $(awk '{ n += $3 } END { print n }' /proc/self/uid_map)"
  mount -t tmpfs none /mnt
  touch /mnt/file
  chown 33:33 /mnt/file
  echo "a file of user $(stat -c %u /mnt/file)"
`;
const attr = {
  dir: '/',
  sys: {
    cloneflags: CLONE_NEWUSER | CLONE_NEWNS,
    idMap: /** @type {const} */ (['root', 'auto']),
    gidMappingsEnableSetgroups: true,
    credential: { uid: 0, gid: 0 },
  },
};

try {
  const { parent } = plan('/bin/sh', ['sh', '-c', look], attr);
  console.log(
    formatPlan({ clone: { flags: 0 }, parent, child: [] })
      .split('\n')
      .slice(1)
      .join('\n'),
  );
  const child = await startProcess('/bin/sh', ['sh', '-c', look], attr);
  process.exitCode = (await child.wait()).exitCode ?? 1;
} catch (error) {
  if (!(error instanceof InvalidAttrError)) throw error;
  console.log(error.message); // which line of which file is missing
}
