import {
  type BoundPort,
  type SecurityGroupId,
  type SecurityGroupRule,
  parseAddress,
  parseCidr,
  parseMac,
} from '../../model/index.ts';
import type { Family } from '../../netfilter/index.ts';
import type { Flow } from '../packet.ts';
import { type Cloud, type Lookup, type Peer, holdsPeer, lookUpIn, memberAddresses } from './cloud.ts';
import { type Exposure, exposureOf } from './exposure.ts';
import type { Fix } from './fix.ts';
import { covers, ruleFieldsOf, serviceOfFlow, serviceOfRule } from './service.ts';

/** A packet that a port's groups do not let in or out. */
export interface GroupRefusal {
  readonly direction: 'ingress' | 'egress';
  readonly family: Family;
  readonly flow: Flow;
  /** Whose groups refuse it. */
  readonly port: BoundPort;
  /** The port on the other side; null: no port has the address. */
  readonly peer: BoundPort | null;
}

export interface SuggestedFix {
  readonly fix: Fix;
  readonly exposure: Exposure;
}

/**
 * Changes each of which makes a port's groups let a packet through, the narrowest first: a rule for just this service
 * from a group of the other side, or from its address if that opens less; then membership in a group that the rules
 * name already, or that has such a rule. Nothing is suggested that opens more than a better one for the same effect.
 */
export function suggestFixes(refusal: GroupRefusal, cloud: Cloud): readonly SuggestedFix[] {
  const lookup = lookUpIn(cloud);
  const rate = (fixes: readonly Fix[]) =>
    fixes.map((fix) => ({ fix, exposure: exposureOf(fix, lookup) })).sort((a, b) => compare(a.exposure, b.exposure));
  const [byGroup] = rate(rulesFor(refusal, groupsOfPeer(refusal), lookup));
  const [byAddress] = rate(rulesFor(refusal, 'address', lookup));
  const isNarrower = byAddress && (!byGroup || compare(byAddress.exposure, byGroup.exposure) < 0);
  const [joining] = rate(membershipsOfPeer(refusal, lookup));
  const [joined] = rate(membershipsOfPort(refusal, lookup));
  return [
    ...(isNarrower ? [byAddress] : []),
    ...(byGroup ? [byGroup] : []),
    ...[joining, joined].flatMap((each) => each ?? []).sort((a, b) => compare(a.exposure, b.exposure)),
  ];
}

/** What lets a port send from an address that it does not have, under its own MAC or another one. */
export function suggestPair(port: BoundPort, address: string, mac: string | undefined, cloud: Cloud): SuggestedFix {
  const isOwnMac = mac === undefined || parseMac(mac) === parseMac(port.macAddress);
  const fix: Fix = { kind: 'allowPair', port: port.id, address, mac: isOwnMac ? null : mac };
  return { fix, exposure: exposureOf(fix, lookUpIn(cloud)) };
}

/** Whoever has an address that no port has may be anybody: that is wider than any number of ports. */
function compare(a: Exposure, b: Exposure): number {
  return Number(a.beyond) - Number(b.beyond) || a.pairs - b.pairs;
}

/** Groups under which the other side's address is known. */
function groupsOfPeer({ peer, direction, flow }: GroupRefusal): readonly SecurityGroupId[] {
  const address = parseCidr(direction === 'ingress' ? flow.source : flow.destination);
  if (!peer || address === undefined || !memberAddresses(peer).includes(address)) return [];
  return [...new Set(peer.securityGroups)];
}

/** A rule in each of the port's groups, for each of the remotes. */
function rulesFor(
  refusal: GroupRefusal,
  remotes: readonly SecurityGroupId[] | 'address',
  { cloud }: Lookup,
): readonly Fix[] {
  const { direction, family, flow, port } = refusal;
  const fields = ruleFieldsOf(serviceOfFlow(flow, family));
  const address = parseCidr(direction === 'ingress' ? flow.source : flow.destination);
  if (!fields || address === undefined) return [];
  const sides: readonly SecurityGroupRule['remote'][] =
    remotes === 'address' ? [{ kind: 'prefix', prefix: address }] : remotes.map((id) => ({ kind: 'group', id }));
  return [...new Set(port.securityGroups)]
    .filter((group) => cloud.groups.has(group))
    .flatMap((group) =>
      sides.map((remote): Fix => ({ kind: 'addRule', group, rule: { direction, ...fields, remote } })),
    );
}

/** Groups that the port's rules for the service name, which the other side could join. */
function membershipsOfPeer(refusal: GroupRefusal, lookup: Lookup): readonly Fix[] {
  const { direction, family, flow, port, peer } = refusal;
  if (!peer) return [];
  const service = serviceOfFlow(flow, family);
  const address = parseCidr(direction === 'ingress' ? flow.source : flow.destination);
  if (address === undefined || !memberAddresses(peer).includes(address)) return [];
  const groups = lookup.rulesOf(port, direction).flatMap((rule) => {
    const wide = serviceOfRule(rule);
    const isFit = wide !== null && covers(wide, service) && rule.remote.kind === 'group';
    return isFit && rule.remote.kind === 'group' && lookup.cloud.groups.has(rule.remote.id) ? [rule.remote.id] : [];
  });
  return [...new Set(groups)]
    .filter((group) => !peer.securityGroups.includes(group))
    .map((group): Fix => ({ kind: 'addGroup', port: peer.id, group }));
}

/** Groups with a rule that admits the packet, which the port itself could join. */
function membershipsOfPort(refusal: GroupRefusal, lookup: Lookup): readonly Fix[] {
  const { direction, family, flow, port, peer } = refusal;
  const service = serviceOfFlow(flow, family);
  const address = parseCidr(parseAddress(direction === 'ingress' ? flow.source : flow.destination) ?? '');
  if (address === undefined) return [];
  const side: Peer = { port: peer, addresses: [address] };
  return [...lookup.cloud.groups.values()].flatMap((group): readonly Fix[] => {
    if (port.securityGroups.includes(group.id)) return [];
    const admits = group.rules.some((rule) => {
      const wide = serviceOfRule(rule);
      const isFit = wide !== null && rule.direction === direction && covers(wide, service);
      return isFit && holdsPeer(rule, side, lookup);
    });
    return admits ? [{ kind: 'addGroup', port: port.id, group: group.id }] : [];
  });
}
