import type { BoundPort, PortId } from '../model/index.ts';
import { type PolicyCloud, isOfNetwork } from './cloud.ts';
import { type Opening, openingsOf } from './openings.ts';
import { type ServiceSet, difference, intersection, isNone, noService } from './service-set.ts';
import { type IpFamily, type Looks, type PolicyView, families, policyViews } from './view.ts';

/** Services that instances may newly use, or no longer, between all of `from` and all of `to`. */
export interface PairChange {
  readonly family: IpFamily;
  readonly services: ServiceSet;
  readonly from: readonly PortId[];
  readonly to: readonly PortId[];
  /** Ordered pairs of two different instances. */
  readonly pairs: number;
}

/** The same with addresses that need be no instance's: of the whole Internet, of a prefix. */
export interface OpeningChange {
  readonly opening: Opening;
  readonly services: ServiceSet;
  readonly ports: readonly PortId[];
}

export interface PolicyChange {
  readonly allowed: readonly PairChange[];
  readonly blocked: readonly PairChange[];
  readonly opened: readonly OpeningChange[];
  readonly closed: readonly OpeningChange[];
  /** Ordered pairs of instances, each counted once whatever becomes of how many services. */
  readonly counts: { readonly allowed: number; readonly blocked: number; readonly unchanged: number };
}

/**
 * What a change does to who may send what to whom, by the security groups: new connections between instances of one
 * network, and between instances and addresses outside. Instances that only one of the states has are in no pair:
 * what they may is told when they are made. `unchanged` counts pairs whose ports or groups the change touches.
 */
export function comparePolicies(before: PolicyCloud, after: PolicyCloud): PolicyChange {
  const [old, now] = policyViews([before, after]) as [PolicyView, PolicyView];
  const classes = classesOfBoth(old, now);
  const allowed: PairChange[] = [];
  const blocked: PairChange[] = [];
  const counts = { allowed: 0, blocked: 0, unchanged: 0 };
  for (const from of classes) {
    for (const to of classes) {
      if (from.networkId !== to.networkId || !(from.isTouched || to.isTouched)) continue;
      const pairs = from.ports.length * (from === to ? to.ports.length - 1 : to.ports.length);
      if (pairs === 0) continue;
      let [opens, closes, stays] = [false, false, false];
      for (const family of families) {
        const was = between(old, from.before, to.before, family);
        const is = between(now, from.after, to.after, family);
        const more = difference(is, was);
        const less = difference(was, is);
        const change = { family, from: from.ports, to: to.ports, pairs };
        if (!isNone(more)) allowed.push({ ...change, services: more });
        if (!isNone(less)) blocked.push({ ...change, services: less });
        opens ||= !isNone(more);
        closes ||= !isNone(less);
        stays ||= !isNone(is) && isNone(more) && isNone(less);
      }
      if (opens) counts.allowed += pairs;
      if (closes) counts.blocked += pairs;
      if (stays && !opens && !closes) counts.unchanged += pairs;
    }
  }
  return { allowed, blocked, ...openingChanges(before, after, classes), counts };
}

/** Ports that look alike before the change, and alike after it. */
interface PortClass {
  readonly networkId: string;
  readonly before: Looks;
  readonly after: Looks;
  readonly ports: PortId[];
  readonly isTouched: boolean;
}

function classesOfBoth(old: PolicyView, now: PolicyView): readonly PortClass[] {
  const changed = changedGroups(old.cloud, now.cloud);
  const classes = new Map<string, PortClass>();
  for (const port of now.cloud.ports.values()) {
    const was = old.cloud.ports.get(port.id);
    if (was === undefined || isOfNetwork(port) || isOfNetwork(was)) continue;
    const before = old.looksOf(was);
    const after = now.looksOf(port);
    const key = JSON.stringify([before, after]);
    const known = classes.get(key);
    if (known) known.ports.push(port.id);
    else {
      const groups = [...before.groups, ...after.groups];
      const isTouched = JSON.stringify(before) !== JSON.stringify(after) || groups.some((id) => changed.has(id));
      classes.set(key, { networkId: port.networkId, before, after, ports: [port.id], isTouched });
    }
  }
  return [...classes.values()];
}

/** Groups whose rules, or what their rules name, are others now. */
function changedGroups(before: PolicyCloud, after: PolicyCloud): ReadonlySet<string> {
  const addressGroups = new Set<string>();
  for (const id of new Set([...before.addressGroups.keys(), ...after.addressGroups.keys()])) {
    const [was, is] = [before.addressGroups.get(id), after.addressGroups.get(id)];
    if (was !== is && was?.addresses.join() !== is?.addresses.join()) addressGroups.add(id);
  }
  const members = new Set<string>();
  for (const id of new Set([...before.ports.keys(), ...after.ports.keys()])) {
    const [was, is] = [before.ports.get(id), after.ports.get(id)];
    if (was === is || pairsOf(was) === pairsOf(is)) continue;
    for (const group of [...(was?.securityGroups ?? []), ...(is?.securityGroups ?? [])]) members.add(group);
  }
  const out = new Set<string>();
  for (const id of new Set([...before.groups.keys(), ...after.groups.keys()])) {
    const [was, is] = [before.groups.get(id), after.groups.get(id)];
    const rules = [...(was?.rules ?? []), ...(is?.rules ?? [])];
    const namesChanged = rules.some(
      ({ remote }) =>
        (remote.kind === 'addressGroup' && addressGroups.has(remote.id)) ||
        (remote.kind === 'group' && members.has(remote.id)),
    );
    if (namesChanged || (was !== is && JSON.stringify(was?.rules) !== JSON.stringify(is?.rules))) out.add(id);
  }
  return out;
}

/** What a port lends to its groups besides its own addresses. */
function pairsOf(port: BoundPort | undefined): string {
  if (port === undefined || port.fixedIps.length === 0) return '';
  const pairs = port.allowedAddressPairs.map((pair) => pair.ipAddress);
  return pairs.length === 0 ? '' : JSON.stringify([pairs, port.securityGroups]);
}

/** What new connections from one to the other both sides let pass. */
function between(view: PolicyView, from: Looks, to: Looks, family: IpFamily): ServiceSet {
  const sent = view.sendsOut(from, to, family);
  return isNone(sent) ? noService : intersection(sent, view.takesIn(to, from, family));
}

function openingChanges(before: PolicyCloud, after: PolicyCloud, classes: readonly PortClass[]) {
  const opened: OpeningChange[] = [];
  const closed: OpeningChange[] = [];
  for (const { before: was, after: is, ports, isTouched } of classes) {
    if (!isTouched) continue;
    const old = openingsOf(was, before);
    const now = openingsOf(is, after);
    for (const opening of now.all) {
      const services = difference(now.servicesOf(opening), old.servicesOf(opening));
      if (!isNone(services)) opened.push({ opening, services, ports });
    }
    for (const opening of old.all) {
      const services = difference(old.servicesOf(opening), now.servicesOf(opening));
      if (!isNone(services)) closed.push({ opening, services, ports });
    }
  }
  return { opened, closed };
}
