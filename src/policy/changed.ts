import type { AddressGroupId, BoundPort, PortId, SecurityGroup, SecurityGroupId } from '../model/index.ts';
import { type PolicyCloud, isOfNetwork } from './cloud.ts';
import type { MovedRemotes } from './remotes.ts';
import { type ServiceSet, difference, everyService, noService, servicesOfRule, union } from './service-set.ts';
import type { Side } from './sides.ts';
import { type IpFamily, directions, families, traitsOf } from './traits.ts';
import { type Asked, policyViews } from './view.ts';

/** Where two states differ. Whatever is in none of this lets through the same in both. */
export interface Changed {
  /** Ports of both states that other rules are asked of, or that can be meant by others. */
  readonly ports: ReadonlySet<PortId>;
  /** Groups with other rules, or with rules that name what means others now. */
  readonly groups: ReadonlySet<SecurityGroupId>;
  readonly moved: MovedRemotes;
  /** Services that anybody may use otherwise than before. */
  readonly services: Asked;
}

export function changedBetween(before: PolicyCloud, after: PolicyCloud): Changed {
  const otherPorts = [...others(before.ports, after.ports)];
  const moved = movedRemotes(before, after, otherPorts);
  const groups = new Set<SecurityGroupId>();
  const services: { [family in IpFamily]: ServiceSet } = { ipv4: noService, ipv6: noService };
  for (const [id, was, is] of others(before.groups, after.groups)) {
    for (const rule of rulesOfOne(was, is)) {
      groups.add(id);
      const family = rule.ethertype === 'IPv4' ? 'ipv4' : 'ipv6';
      services[family] = union(services[family], servicesOfRule(rule));
    }
  }
  const ports = new Set<PortId>();
  const joined = new Set<SecurityGroupId>();
  for (const [id, was, is] of otherPorts) {
    if (was === undefined || is === undefined || isOfNetwork(was) || isOfNetwork(is)) continue;
    const [old, now] = [traitsOf(was), traitsOf(is)];
    const hasMoved = families.some((family) => old.addresses[family].join() !== now.addresses[family].join());
    if (!hasMoved && old.isFiltered === now.isFiltered && old.groups.join() === now.groups.join()) continue;
    ports.add(id);
    if (hasMoved) for (const family of families) services[family] = everyService;
    for (const group of old.groups) if (!now.groups.includes(group)) joined.add(group);
    for (const group of now.groups) if (!old.groups.includes(group)) joined.add(group);
  }
  for (const cloud of [before, after]) {
    for (const { id, rules } of namesAnything(moved, joined) ? cloud.groups.values() : []) {
      for (const rule of rules) {
        const { remote } = rule;
        const isMoved =
          (remote.kind === 'group' && moved.groups.has(remote.id)) ||
          (remote.kind === 'addressGroup' && moved.addressGroups.has(remote.id));
        if (isMoved) groups.add(id);
        if (!isMoved && !(remote.kind === 'group' && joined.has(remote.id))) continue;
        const family = rule.ethertype === 'IPv4' ? 'ipv4' : 'ipv6';
        services[family] = union(services[family], servicesOfRule(rule));
      }
    }
  }
  for (const family of families) services[family] = union(services[family], ownServices(before, after, ports, family));
  return { ports, groups, moved, services };
}

function namesAnything({ groups, addressGroups }: MovedRemotes, joined: ReadonlySet<unknown>): boolean {
  return groups.size + addressGroups.size + joined.size > 0;
}

/** What the rules of the ports themselves let through otherwise. */
function ownServices(before: PolicyCloud, after: PolicyCloud, ports: ReadonlySet<PortId>, family: IpFamily) {
  if (ports.size === 0) return noService;
  const { views } = policyViews([before, after], { ipv4: everyService, ipv6: everyService });
  let sum = noService;
  for (const id of ports) {
    const [was, is] = [before.ports.get(id), after.ports.get(id)];
    if (was === undefined || is === undefined) continue;
    for (const direction of directions) {
      const [old, now] = [views[0]?.sideOf(was, direction, family), views[1]?.sideOf(is, direction, family)];
      if (old && now) sum = union(sum, apart(old, now));
    }
  }
  return sum;
}

/** What only one of the sides lets through, with anybody. */
function apart(a: Side, b: Side): ServiceSet {
  if (a === b) return noService;
  const [named, other] = [new Map(a.named), new Map(b.named)];
  let sum = eitherOnly(a.any, b.any);
  for (const name of new Set([...named.keys(), ...other.keys()])) {
    sum = union(sum, eitherOnly(named.get(name) ?? noService, other.get(name) ?? noService));
  }
  return sum;
}

function eitherOnly(a: ServiceSet, b: ServiceSet): ServiceSet {
  return a === b ? noService : union(difference(a, b), difference(b, a));
}

/** Rules that only one of the two has, apart from how they are called. */
function rulesOfOne(was: SecurityGroup | undefined, is: SecurityGroup | undefined) {
  const [old, now] = [new Set(was?.rules), new Set(is?.rules)];
  const lost = [...old].filter((rule) => !now.has(rule));
  const won = [...now].filter((rule) => !old.has(rule));
  if (lost.length === 0 && won.length === 0) return [];
  const says = (rule: SecurityGroup['rules'][number]) => JSON.stringify({ ...rule, id: '' });
  const [before, after] = [new Set((was?.rules ?? []).map(says)), new Set((is?.rules ?? []).map(says))];
  return [...lost.filter((rule) => !after.has(says(rule))), ...won.filter((rule) => !before.has(says(rule)))];
}

/** Names that mean others now: of address groups, and of groups by what their members may use besides their own. */
function movedRemotes(
  before: PolicyCloud,
  after: PolicyCloud,
  otherPorts: readonly Other<PortId, BoundPort>[],
): MovedRemotes {
  const addressGroups = new Set<AddressGroupId>();
  for (const [id, was, is] of others(before.addressGroups, after.addressGroups)) {
    if (was?.addresses.join() !== is?.addresses.join()) addressGroups.add(id);
  }
  const groups = new Set<SecurityGroupId>();
  for (const [, was, is] of otherPorts) {
    if (pairsOf(was) === pairsOf(is)) continue;
    for (const group of [...(was?.securityGroups ?? []), ...(is?.securityGroups ?? [])]) groups.add(group);
  }
  return { groups, addressGroups };
}

/** What a port lends to its groups besides its own addresses. */
function pairsOf(port: BoundPort | undefined): string {
  if (port === undefined || port.fixedIps.length === 0 || port.allowedAddressPairs.length === 0) return '';
  return JSON.stringify([port.allowedAddressPairs.map((pair) => pair.ipAddress), port.securityGroups]);
}

type Other<K, V> = readonly [key: K, was: V | undefined, is: V | undefined];

/** What is not the same object in both. */
function* others<K, V>(before: ReadonlyMap<K, V>, after: ReadonlyMap<K, V>): Generator<Other<K, V>> {
  for (const [key, was] of before) {
    const is = after.get(key);
    if (is !== was) yield [key, was, is];
  }
  for (const [key, is] of after) if (!before.has(key)) yield [key, undefined, is];
}
