import { type BoundPort, type PortId, parseCidr } from '../model/index.ts';
import type { Assertion } from './assertion.ts';
import { type PolicyCloud, isOfNetwork } from './cloud.ts';
import { type SideOpenings, everybody, openingsOf } from './openings.ts';
import { ComparedPort, type Role, type Roles, rolesOf } from './roles.ts';
import type { Side } from './sides.ts';
import { difference, intersection, isNone, noService, union } from './service-set.ts';
import { type IpFamily, type Span, families, isWithin, spanOf, traitsOf } from './traits.ts';
import { type PolicyViews, policyViews } from './view.ts';

/** How an assertion fares. `nobody`: it names what is not there, or speaks of no two instances of one network. */
export type AssertionOutcome =
  | { readonly kind: 'holds' }
  | { readonly kind: 'fails'; readonly from: PortId | string; readonly to: PortId }
  | { readonly kind: 'nobody'; readonly name: string };

export function checkAssertions(cloud: PolicyCloud, assertions: readonly Assertion[]): readonly AssertionOutcome[] {
  if (assertions.length === 0) return [];
  const services = assertions.reduce((sum, one) => union(sum, one.services), noService);
  const views = policyViews([cloud], { ipv4: services, ipv6: services });
  const ports = allPorts(cloud, views);
  const known = { ipv4: new Map<Side, SideOpenings>(), ipv6: new Map<Side, SideOpenings>() };
  const openings = (side: Side, family: IpFamily) => {
    const found = known[family].get(side) ?? openingsOf(side, family, views.remotes);
    known[family].set(side, found);
    return found;
  };
  const called = portsCalled(cloud, ports, assertions);
  const named = (ends: readonly string[]) => new Set(ends.flatMap((end) => called.get(end) ?? []));
  // Where the sender is a prefix, only the receivers' own rules are asked.
  const ofInstances = assertions.filter(({ from }) => parseCidr(from) === undefined);
  const [senders, receivers] = [named(ofInstances.map(({ from }) => from)), named(ofInstances.map(({ to }) => to))];
  const roles = rolesOf(ports, views, {
    isSender: (port) => senders.has(port),
    isReceiver: (port) => receivers.has(port),
  });
  const parts = { views, openings, roles, called };
  return assertions.map((assertion) => check(parts, assertion));
}

/** Instances, in the order of their ids, as a comparison of the state with itself has them. */
function allPorts(cloud: PolicyCloud, views: PolicyViews): readonly ComparedPort[] {
  const none = new Set<never>();
  const touching = { ports: { has: () => true }, groups: { ingress: none, egress: none } };
  return [...cloud.ports.values()]
    .filter((port) => !isOfNetwork(port))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((port) => new ComparedPort(port, port, touching, views));
}

type Called = ReadonlyMap<string, readonly ComparedPort[]>;

/** Instances by the name of a group of theirs, or by their own name or id; `any`: all. */
function portsCalled(cloud: PolicyCloud, ports: readonly ComparedPort[], assertions: readonly Assertion[]): Called {
  const called = new Map<string, ComparedPort[]>(assertions.flatMap(({ from, to }) => [from, to]).map((n) => [n, []]));
  const namesOf = ({ id, name, securityGroups }: BoundPort) =>
    new Set([id, name, ...securityGroups.map((group) => cloud.groups.get(group)?.name ?? '')]);
  for (const port of ports) for (const name of namesOf(port.is)) if (name !== 'any') called.get(name)?.push(port);
  called.set('any', [...ports]);
  return called;
}

interface Parts {
  readonly views: PolicyViews;
  /** Of a side of that family. */
  readonly openings: (side: Side, family: IpFamily) => SideOpenings;
  readonly roles: Roles;
  readonly called: Called;
}

function check(parts: Parts, assertion: Assertion): AssertionOutcome {
  const { from, to } = assertion;
  const receivers = parts.called.get(to) ?? [];
  if (receivers.length === 0) return { kind: 'nobody', name: to };
  const prefix = parseCidr(from) === undefined ? undefined : spanOf(from);
  const senders = prefix === undefined ? (parts.called.get(from) ?? []) : [];
  if (senders.length === 0 && from !== 'any' && prefix === undefined) return { kind: 'nobody', name: from };

  const isOutside = prefix !== undefined || from === 'any';
  const fault = isOutside ? receivers.find((port) => isWrongOutside(parts, assertion, prefix, port)) : undefined;
  if (fault) return { kind: 'fails', from, to: fault.id };
  const senderRoles = grouped(senders, parts.roles.senders.of);
  let isAsked = isOutside;
  for (const [receiver, targets] of grouped(receivers, parts.roles.receivers.of)) {
    for (const [sender, sources] of senderRoles) {
      if (sender.kind.networkId !== receiver.kind.networkId) continue;
      const source = sources.find((one) => targets.some((other) => other !== one));
      const target = targets.find((one) => one !== source);
      if (source === undefined || target === undefined) continue;
      isAsked = true;
      if (isWrong(parts.views, assertion, sender, receiver)) return { kind: 'fails', from: source.id, to: target.id };
    }
  }
  return isAsked ? { kind: 'holds' } : { kind: 'nobody', name: from };
}

function grouped(ports: readonly ComparedPort[], roleOf: ReadonlyMap<PortId, Role>) {
  const out = new Map<Role, ComparedPort[]>();
  for (const port of ports) {
    const role = roleOf.get(port.id);
    if (role === undefined) continue;
    const known = out.get(role) ?? [];
    out.set(role, known);
    known.push(port);
  }
  return out;
}

/** Allowed is what passes whole in some family that both have; denied, what passes in part in any. */
function isWrong(views: PolicyViews, { verdict, services }: Assertion, from: Role, to: Role): boolean {
  const passes = views.families.flatMap((_, family) => {
    const index = family * 2;
    const [sender, receiver, out, into] = [
      from.peers[index],
      to.peers[index],
      from.kind.sides[index],
      to.kind.sides[index],
    ];
    if (!sender || !receiver || !out || !into) return [];
    return [views.book.intersection(views.passing(out, receiver), views.passing(into, sender))];
  });
  if (verdict === 'allow') return !passes.some((set) => isNone(difference(services, set)));
  return passes.some((set) => !isNone(intersection(services, set)));
}

/** The same of addresses as such: those of the prefix, or all. */
function isWrongOutside(
  { views, openings: openingsIn }: Parts,
  { verdict, services }: Assertion,
  prefix: Span | undefined,
  { is: port }: ComparedPort,
): boolean {
  return families.some((family) => {
    const side = views.views[0]?.sideOf(port, 'ingress', family);
    if (side === undefined) return false;
    const openings = openingsIn(side, family);
    if (verdict === 'deny') {
      const met = openings.spans.filter(
        (span) => prefix === undefined || isWithin(span, prefix) || isWithin(prefix, span),
      );
      return met.some((span) => !isNone(intersection(services, openings.servicesOf(span))));
    }
    const isAsked =
      prefix === undefined
        ? traitsOf(port).addresses[family].length > 0
        : (prefix.version === 4) === (family === 'ipv4');
    return isAsked && !isNone(difference(services, openings.servicesOf(prefix ?? everybody[family])));
  });
}
