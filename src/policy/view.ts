import type { BoundPort, SecurityGroupId, SecurityGroupRule } from '../model/index.ts';
import { type AddressClasses, addressClasses } from './address-classes.ts';
import { type PolicyCloud, isFiltered } from './cloud.ts';
import { type ServiceSet, everyService, isNone, noService, servicesOfRule, union } from './service-set.ts';

export type IpFamily = 'ipv4' | 'ipv6';
export const families: readonly IpFamily[] = ['ipv4', 'ipv6'];

/** What rules can tell of a port: ports with equal looks are treated alike. */
export interface Looks {
  readonly isFiltered: boolean;
  readonly networkId: string;
  /** Each once, sorted: their order decides nothing. */
  readonly groups: readonly SecurityGroupId[];
  /** Classes of its fixed addresses, each once, sorted. */
  readonly addresses: { readonly [family in IpFamily]: readonly number[] };
}

/** One state of a cloud, ready to be asked who may send what to whom. */
export interface PolicyView {
  readonly cloud: PolicyCloud;
  looksOf(port: BoundPort): Looks;
  /** What the second takes in from the first by its groups. */
  takesIn(to: Looks, from: Looks, family: IpFamily): ServiceSet;
  /** What the first sends out to the second by its groups. */
  sendsOut(from: Looks, to: Looks, family: IpFamily): ServiceSet;
}

/** Lists of prefixes that rules of a state can name, by the name under which `views` put them into classes. */
interface NamedRule {
  readonly services: ServiceSet;
  readonly remote: { readonly group: SecurityGroupId; readonly list: string } | { readonly list: string } | 'any';
}

/** Views of several states (before and after a change) whose looks can be compared. */
export function policyViews(clouds: readonly PolicyCloud[]): readonly PolicyView[] {
  const lists = new Map<string, readonly string[]>();
  for (const [index, cloud] of clouds.entries()) addLists(cloud, `${index}`, lists);
  const classes = addressClasses(lists);
  return clouds.map((cloud, index) => viewOf(cloud, `${index}`, classes));
}

function addLists(cloud: PolicyCloud, state: string, lists: Map<string, readonly string[]>): void {
  const named = new Set<SecurityGroupId>();
  for (const group of cloud.groups.values()) {
    for (const { remote } of group.rules) {
      if (remote.kind === 'prefix') lists.set(prefixList(remote.prefix), [remote.prefix]);
      if (remote.kind === 'group') named.add(remote.id);
    }
  }
  for (const group of cloud.addressGroups.values()) lists.set(groupList(state, group.id), group.addresses);
  // A member is known by its addresses and by those of its allowed pairs; the pairs may be another port's address.
  const pairs = new Map<SecurityGroupId, string[]>();
  for (const port of cloud.ports.values()) {
    if (port.allowedAddressPairs.length === 0 || port.fixedIps.length === 0) continue;
    for (const group of port.securityGroups) {
      if (!named.has(group)) continue;
      const known = pairs.get(group) ?? [];
      pairs.set(group, known);
      known.push(...port.allowedAddressPairs.map((pair) => pair.ipAddress));
    }
  }
  for (const [group, addresses] of pairs) lists.set(pairsList(state, group), addresses);
}

const prefixList = (prefix: string) => `prefix ${prefix}`;
const groupList = (state: string, id: string) => `${state} group ${id}`;
const pairsList = (state: string, id: string) => `${state} pairs ${id}`;

function viewOf(cloud: PolicyCloud, state: string, classes: AddressClasses): PolicyView {
  const rules = rulesByGroup(cloud, state);
  /** What rules of some groups say of somebody: asked again for every class on the other side. */
  const said = new Map<string, ServiceSet>();

  const holds = (remote: NamedRule['remote'], peer: Looks, family: IpFamily) => {
    if (remote === 'any') return true;
    if ('group' in remote && peer.groups.includes(remote.group)) return true;
    return peer.addresses[family].some((one) => classes.holds(one, remote.list));
  };
  const bySide = (side: SecurityGroupRule['direction'], own: Looks, peer: Looks, family: IpFamily): ServiceSet => {
    if (own.addresses[family].length === 0 || peer.addresses[family].length === 0) return noService;
    if (!own.isFiltered) return everyService;
    const key = `${side} ${family} ${own.groups.join()} ${peer.groups.join()} ${peer.addresses[family].join()}`;
    const known = said.get(key);
    if (known) return known;
    let services = noService;
    for (const group of own.groups) {
      for (const rule of rules.get(group)?.[side][family] ?? []) {
        if (holds(rule.remote, peer, family)) services = union(services, rule.services);
      }
    }
    said.set(key, services);
    return services;
  };

  return {
    cloud,
    looksOf: (port) => ({
      isFiltered: isFiltered(port),
      networkId: port.networkId,
      groups: [...new Set(port.securityGroups)].sort(),
      addresses: { ipv4: classesOf(port, '.', classes), ipv6: classesOf(port, ':', classes) },
    }),
    takesIn: (to, from, family) => bySide('ingress', to, from, family),
    sendsOut: (from, to, family) => bySide('egress', from, to, family),
  };
}

function classesOf(port: BoundPort, mark: string, classes: AddressClasses): readonly number[] {
  const own = port.fixedIps.filter(({ ipAddress }) => ipAddress.includes(':') === (mark === ':'));
  const found = own.flatMap(({ ipAddress }) => classes.classOf(ipAddress) ?? []);
  return [...new Set(found)].sort((a, b) => a - b);
}

type RulesOfGroup = { readonly [d in SecurityGroupRule['direction']]: { readonly [f in IpFamily]: NamedRule[] } };

function rulesByGroup(cloud: PolicyCloud, state: string): ReadonlyMap<SecurityGroupId, RulesOfGroup> {
  const out = new Map<SecurityGroupId, RulesOfGroup>();
  for (const group of cloud.groups.values()) {
    const made: RulesOfGroup = { ingress: { ipv4: [], ipv6: [] }, egress: { ipv4: [], ipv6: [] } };
    for (const rule of group.rules) {
      const services = servicesOfRule(rule);
      if (isNone(services)) continue;
      made[rule.direction][rule.ethertype === 'IPv4' ? 'ipv4' : 'ipv6'].push({
        services,
        remote: remoteOf(rule, state),
      });
    }
    out.set(group.id, made);
  }
  return out;
}

function remoteOf({ remote }: SecurityGroupRule, state: string): NamedRule['remote'] {
  switch (remote.kind) {
    case 'any':
      return 'any';
    case 'prefix':
      return { list: prefixList(remote.prefix) };
    case 'addressGroup':
      return { list: groupList(state, remote.id) };
    case 'group':
      return { group: remote.id, list: pairsList(state, remote.id) };
  }
}
