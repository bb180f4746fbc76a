import type { Kernel } from '../kernel/index.ts';
import type { HostDump } from '../wire/index.ts';

/** What the host's packet filter holds this moment, as the programs themselves say it. */
export async function takeDump(kernel: Kernel, revision: number, now: number): Promise<HostDump> {
  const [ipv4, ipv6, ipset, listing] = await Promise.all([
    kernel.save('ipv4'),
    kernel.save('ipv6'),
    kernel.saveSets(),
    kernel.list('ipv4', 'filter'),
  ]);
  return { taken_at: new Date(now).toISOString(), backend: kernel.backend, revision, ipv4, ipv6, ipset, listing };
}
