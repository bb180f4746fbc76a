import type { Link } from '../kernel/index.ts';
import type { HostState, NetworkId, PortId, PortreeveError } from '../model/index.ts';
import { bridgeName, tapName } from '../netfilter/index.ts';
import type { PortReport } from '../wire/index.ts';

export interface PortFacts {
  readonly state: HostState;
  readonly links: ReadonlyMap<string, Link>;
  /** Ports whose filters are in the kernel as the state wants them. */
  readonly isEnforced: (port: PortId) => boolean;
  /** What stands in the way, by port, by network and by device. */
  readonly portErrors: ReadonlyMap<PortId, PortreeveError>;
  readonly networkErrors: ReadonlyMap<NetworkId, PortreeveError>;
  readonly deviceErrors: ReadonlyMap<string, PortreeveError>;
}

/** What became of each port. "enforced" is said only of one that is filtered and on its network. */
export function portReports(facts: PortFacts): Record<string, PortReport> {
  const { state, links, isEnforced, portErrors, networkErrors, deviceErrors } = facts;
  const reports: Record<string, PortReport> = {};
  for (const port of state.ports.values()) {
    const device = tapName(port.id);
    const bridge = bridgeName(port.networkId);
    const link = links.get(device);
    const error =
      portErrors.get(port.id) ??
      networkErrors.get(port.networkId) ??
      deviceErrors.get(device) ??
      (link?.master === bridge ? undefined : deviceErrors.get(bridge));
    if (error) reports[port.id] = { status: 'failed', device, error: error.message };
    else if (!link) reports[port.id] = { status: 'missing', device };
    else reports[port.id] = { status: isEnforced(port.id) && link.master === bridge ? 'enforced' : 'pending', device };
  }
  return reports;
}
