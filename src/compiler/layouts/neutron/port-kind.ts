import type { BoundPort } from '../../../model/index.ts';

/** Trusted: let through whatever it is. Unfiltered: port security is off. Filtered: has chains of its own. */
export type PortKind = 'trusted' | 'unfiltered' | 'filtered';

/**
 * Ports of the network's own servers are trusted, and that is asked first. Load balancers and the like (owner
 * `neutron:...`) are filtered as instances are.
 */
export function portKind(port: BoundPort): PortKind {
  if (port.deviceOwner.startsWith('network:')) return 'trusted';
  return port.portSecurityEnabled ? 'filtered' : 'unfiltered';
}
