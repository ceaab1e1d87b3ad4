import * as attrs from '@forkexec/attrs';
import { check, report, same, thrown } from './checks.mjs';

await check('constants and their names', () => {
  same(attrs.CLONE_NEWUSER, 0x10000000);
  same(attrs.capsFromText('cap_net_admin+ep') !== undefined, true);
  same(attrs.capToMask(attrs.CAP_NET_ADMIN), 1 << 12);
});
await check('id maps as text', () => {
  same(attrs.formatIDMappings([{ containerID: 0, hostID: 1000, size: 1 }]), '0 1000 1\n');
});
await check('what is wrong is refused by name', async () => {
  const { message } = await thrown(() => attrs.capToIndex('CAP_NET_ADMINN'));
  same(/CAP_NET_ADMINN/.test(message), true);
});
report();
