import { type BoundPort, type SecurityGroupRule, cidrParts, cidrVersion, parseCidr } from '../../model/index.ts';
import { type Lookup, type Peer, holdsPeer, isAdmitted, isFiltered, memberAddresses, peerOf } from './cloud.ts';
import type { Fix } from './fix.ts';
import { type Service, serviceOfRule } from './service.ts';

/**
 * What a change opens besides what it is meant for, counted over the ports that there are. A pair is a port and
 * another one that it may newly receive something from, or newly send something to.
 */
export interface Exposure {
  /** Ports that newly let something in or out, and those on the other side. */
  readonly ports: number;
  readonly peers: number;
  readonly pairs: number;
  /** Also for addresses that no port has. */
  readonly beyond: boolean;
  /** Of a port that joins a group: services of others that it reaches, and ports that reach it, or that it may send to. */
  readonly reaches: number;
  readonly reachedBy: number;
  readonly sendsTo: number;
}

const nothing: Exposure = { ports: 0, peers: 0, pairs: 0, beyond: false, reaches: 0, reachedBy: 0, sendsTo: 0 };

export function exposureOf(fix: Fix, lookup: Lookup): Exposure {
  switch (fix.kind) {
    case 'addRule':
      return exposureOfRule(fix.rule, lookup.membersOf(fix.group), lookup);
    case 'addGroup': {
      const port = lookup.cloud.ports.get(fix.port);
      return port ? exposureOfMember(port, fix.group, lookup) : nothing;
    }
    case 'allowPair':
      return { ...nothing, ports: 1, peers: 1, pairs: 1 };
  }
}

/** Pairs of a port with the group and a peer of the rule that no rule of the port admits yet. */
function exposureOfRule(rule: Omit<SecurityGroupRule, 'id'>, members: readonly BoundPort[], lookup: Lookup): Exposure {
  const service = serviceOfRule(rule as SecurityGroupRule);
  if (service === null) return nothing;
  const [ports, peers] = [new Set<string>(), new Set<string>()];
  let pairs = 0;
  for (const port of members.filter(isFiltered)) {
    for (const peer of newPeers(port, rule as SecurityGroupRule, service, lookup)) {
      ports.add(port.id);
      peers.add(peer.id);
      pairs += 1;
    }
  }
  if (pairs === 0 && rule.remote.kind === 'prefix') {
    // Nobody that is known: the address itself is the one that it opens for.
    const count = members.filter(isFiltered).length;
    return { ...nothing, ports: count, peers: 1, pairs: count, beyond: true };
  }
  return { ...nothing, ports: ports.size, peers: peers.size, pairs, beyond: isBeyond(rule, lookup) };
}

/** Other ports that a rule would newly admit at a port. */
function newPeers(port: BoundPort, rule: SecurityGroupRule, service: Service, lookup: Lookup): readonly BoundPort[] {
  const candidates = rule.remote.kind === 'group' ? lookup.membersOf(rule.remote.id) : lookup.cloud.ports.values();
  const found: BoundPort[] = [];
  for (const other of candidates) {
    if (other.id === port.id) continue;
    const peer = heldPart(rule, peerOf(other, service.family), lookup);
    if (peer.addresses.length === 0 || isAdmitted(port, rule.direction, service, peer, lookup)) continue;
    found.push(other);
  }
  return found;
}

/** The addresses of a peer that a rule holds. */
function heldPart(rule: SecurityGroupRule, { port, addresses }: Peer, lookup: Lookup): Peer {
  return { port, addresses: addresses.filter((address) => holdsPeer(rule, { port, addresses: [address] }, lookup)) };
}

/** Whether a remote holds addresses that no port has. A longer list of single addresses is not looked through. */
function isBeyond({ remote }: Pick<SecurityGroupRule, 'remote'>, { cloud }: Lookup): boolean {
  if (remote.kind === 'group') return false;
  const cidr = remote.kind === 'prefix' ? parseCidr(remote.prefix) : undefined;
  if (cidr === undefined || cidrParts(cidr).length !== (cidrVersion(cidr) === 4 ? 32 : 128)) return true;
  return ![...cloud.ports.values()].some((port) => memberAddresses(port).includes(cidr));
}

/** What changes when a port joins a group: rules that name the group hold for it, and the group's own rules do. */
function exposureOfMember(port: BoundPort, group: BoundPort['securityGroups'][number], lookup: Lookup): Exposure {
  const { cloud } = lookup;
  const reached = new Set<string>();
  const pairs = new Set<string>();
  let beyond = false;
  for (const owner of cloud.groups.values()) {
    for (const rule of owner.rules) {
      const service = serviceOfRule(rule);
      if (service === null || rule.remote.kind !== 'group' || rule.remote.id !== group) continue;
      const self = peerOf(port, service.family);
      if (self.addresses.length === 0) continue;
      for (const other of lookup.membersOf(owner.id)) {
        if (other.id === port.id || !isFiltered(other)) continue;
        if (isAdmitted(other, rule.direction, service, self, lookup)) continue;
        pairs.add(`${rule.direction} ${other.id} ${port.id} ${serviceKey(service)}`);
        if (rule.direction === 'ingress') reached.add(`${other.id} ${serviceKey(service)}`);
      }
    }
  }
  const [reachers, receivers] = [new Set<string>(), new Set<string>()];
  if (isFiltered(port)) {
    for (const rule of cloud.groups.get(group)?.rules ?? []) {
      const service = serviceOfRule(rule);
      if (service === null) continue;
      const others = newPeers(port, rule, service, lookup);
      if (others.length > 0) beyond ||= isBeyond(rule, lookup);
      for (const other of others) {
        pairs.add(`${rule.direction} ${port.id} ${other.id} ${serviceKey(service)}`);
        (rule.direction === 'ingress' ? reachers : receivers).add(other.id);
      }
    }
  }
  return {
    ports: 1,
    peers: new Set([...reachers, ...receivers]).size,
    pairs: pairs.size,
    beyond,
    reaches: reached.size,
    reachedBy: reachers.size,
    sendsTo: receivers.size,
  };
}

function serviceKey({ family, protocol, range, code }: Service): string {
  return `${family} ${protocol} ${range?.first}-${range?.last} ${code}`;
}
