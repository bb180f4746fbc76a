import {
  type AddressGroup,
  type AddressGroupId,
  type BoundPort,
  type Cidr,
  type PortId,
  type SecurityGroup,
  type SecurityGroupId,
  type SecurityGroupRule,
  cidrParts,
  parseCidr,
} from '../../model/index.ts';
import { type Service, covers, serviceOfRule } from './service.ts';

/** Ports and groups, of all hosts: what a change of one of them can touch. A host's state is one, of that host. */
export interface Cloud {
  readonly ports: ReadonlyMap<PortId, BoundPort>;
  readonly groups: ReadonlyMap<SecurityGroupId, SecurityGroup>;
  readonly addressGroups: ReadonlyMap<AddressGroupId, AddressGroup>;
}

/** Whether the port's packets are judged by its groups. */
export function isFiltered(port: BoundPort): boolean {
  return port.portSecurityEnabled && !port.deviceOwner.startsWith('network:');
}

/** What a port is known by as a member of its groups: its addresses, and those that it may use besides. */
export function memberAddresses(port: BoundPort): readonly Cidr[] {
  if (port.fixedIps.length === 0) return [];
  const texts = [...port.fixedIps, ...port.allowedAddressPairs].map(({ ipAddress }) => ipAddress);
  return texts.flatMap((text) => parseCidr(text) ?? []);
}

/** Ports of each group, and the rules of ports: looked up often, so made once. */
export interface Lookup {
  readonly cloud: Cloud;
  membersOf(group: SecurityGroupId): readonly BoundPort[];
  rulesOf(port: BoundPort, direction: SecurityGroupRule['direction']): readonly SecurityGroupRule[];
}

export function lookUpIn(cloud: Cloud): Lookup {
  const members = new Map<SecurityGroupId, BoundPort[]>();
  for (const port of cloud.ports.values()) {
    for (const group of new Set(port.securityGroups)) {
      const list = members.get(group) ?? [];
      members.set(group, list);
      list.push(port);
    }
  }
  return {
    cloud,
    membersOf: (group) => members.get(group) ?? [],
    rulesOf: (port, direction) =>
      port.securityGroups
        .flatMap((id) => cloud.groups.get(id)?.rules ?? [])
        .filter((rule) => rule.direction === direction),
  };
}

/** Who is on the other side: a port of the cloud, under one or all of its addresses, or just an address. */
export interface Peer {
  readonly port: BoundPort | null;
  readonly addresses: readonly Cidr[];
}

/** Whether a rule's remote holds all of the addresses. */
export function holdsPeer(rule: SecurityGroupRule, peer: Peer, { cloud, membersOf }: Lookup): boolean {
  const { remote } = rule;
  switch (remote.kind) {
    case 'any':
      return true;
    case 'prefix':
      return allWithin(peer.addresses, [remote.prefix]);
    case 'addressGroup':
      return allWithin(peer.addresses, cloud.addressGroups.get(remote.id)?.addresses ?? []);
    case 'group':
      if (peer.port?.securityGroups.includes(remote.id)) return allWithin(peer.addresses, memberAddresses(peer.port));
      // An address may be a member by way of another port that has it, too.
      return peer.port === null && allWithin(peer.addresses, membersOf(remote.id).flatMap(memberAddresses));
  }
}

function allWithin(addresses: readonly string[], prefixes: readonly string[]): boolean {
  return addresses.length > 0 && addresses.every((address) => prefixes.some((prefix) => isWithin(address, prefix)));
}

/** Whether the second prefix holds all of the first. */
function isWithin(inner: string, outer: string): boolean {
  if (inner === outer) return true;
  const [a, b] = [parseCidr(inner), parseCidr(outer)];
  if (a === undefined || b === undefined) return false;
  const [small, big] = [cidrParts(a), cidrParts(b)];
  if (small.version !== big.version || small.length < big.length) return false;
  const rest = BigInt((big.version === 4 ? 32 : 128) - big.length);
  return small.first >> rest === big.first >> rest;
}

/** Whether a port's rules let a service through, for each of the peer's addresses by a rule. */
export function isAdmitted(
  port: BoundPort,
  direction: SecurityGroupRule['direction'],
  service: Service,
  peer: Peer,
  lookup: Lookup,
): boolean {
  const rules = lookup.rulesOf(port, direction).filter((rule) => {
    const wide = serviceOfRule(rule);
    return wide !== null && covers(wide, service);
  });
  return peer.addresses.every((address) => {
    const one = { port: peer.port, addresses: [address] };
    return rules.some((rule) => holdsPeer(rule, one, lookup));
  });
}

/** A port as the other side, under its addresses of a family. */
export function peerOf(port: BoundPort, family: Service['family']): Peer {
  const addresses = memberAddresses(port).filter((address) => address.includes(':') === (family === 'ipv6'));
  return { port, addresses };
}
