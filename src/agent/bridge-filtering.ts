import type { Kernel } from '../kernel/index.ts';
import { PortreeveError } from '../model/index.ts';

/** What to do about a kernel that does not show bridged packets to iptables. */
export type SysctlMode = 'set' | 'check';

const switches = [
  'net.bridge.bridge-nf-call-iptables',
  'net.bridge.bridge-nf-call-ip6tables',
  'net.bridge.bridge-nf-call-arptables',
];

/**
 * Sees to it that bridged packets meet the filter. Without these switches every rule stands and none is asked, so they are set
 * unless the operator wants to keep them in hand (Neutron's agent only warned; the layout's section 16). Gives what was set and what
 * is still wrong.
 */
export async function ensureBridgeFiltering(
  kernel: Kernel,
  mode: SysctlMode,
): Promise<{ readonly set: readonly string[]; readonly problems: readonly PortreeveError[] }> {
  const set: string[] = [];
  const problems: PortreeveError[] = [];
  for (const name of switches) {
    const value = (await kernel.readSysctl(name))?.trim();
    if (value === '1') continue;
    if (value === undefined) {
      problems.push(new PortreeveError('BRIDGE_FILTERING_MISSING', { name }));
    } else if (mode === 'check') {
      problems.push(new PortreeveError('BRIDGE_FILTERING_OFF', { name, value }));
    } else {
      try {
        await kernel.writeSysctl(name, '1');
        set.push(name);
      } catch (error) {
        // Read-only in some containers. The rules are written all the same: it may be switched on from outside.
        if (!(error instanceof PortreeveError)) throw error;
        problems.push(error);
      }
    }
  }
  return { set, problems };
}
