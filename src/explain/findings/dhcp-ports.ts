import type { Family } from '../../netfilter/index.ts';
import { type PlacedRule, matchOf } from './host-view.ts';

/** Ports of DHCP servers and of their clients. */
export const dhcpPorts: { readonly [f in Family]: { readonly server: number; readonly client: number } } = {
  ipv4: { server: 67, client: 68 },
  ipv6: { server: 547, client: 546 },
};

/** Whether a rule is about UDP from just one port to just one other. */
export function asksForPorts(rule: PlacedRule, source: number, destination: number): boolean {
  const ports = matchOf(rule, 'ports');
  if (ports?.module !== 'udp' || !ports.source || !ports.destination) return false;
  const ends = [ports.source.first, ports.source.last, ports.destination.first, ports.destination.last];
  return (
    ends.join() === [source, source, destination, destination].join() &&
    !ports.source.negated &&
    !ports.destination.negated
  );
}
