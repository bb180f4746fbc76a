import type {
  HostDelta,
  Id,
  MapDelta,
  MemberChange,
  NetworkId,
  RuleChange,
  SecurityGroupId,
  SecurityGroupRuleId,
} from '../model/index.ts';
import type { HostDeltaJson } from './agent-feed.ts';
import {
  addressGroupJson,
  groupJson,
  membersJson,
  networkJson,
  portJson,
  readAddressGroup,
  readGroup,
  readMember,
  readNetwork,
  readPort,
} from './host-state.ts';
import { readRule, ruleJson } from './rule.ts';
import {
  type Place,
  address,
  at,
  cidr,
  entries,
  forbidUnknown,
  given,
  id,
  integer,
  items,
  optionalItems,
  rootPlace,
} from './place.ts';

/** Reads a delta of the agent feed, which goes from one revision to another. */
export function parseHostDelta(json: unknown, from: number, to: number): HostDelta {
  const place = rootPlace(json);
  forbidUnknown(place, deltaMembers);
  const ports = readPart(at(place, 'ports'), readPort);
  const groups = readPart(at(place, 'security_groups'), readGroup);
  const addressGroups = readPart(at(place, 'address_groups'), readAddressGroup);
  const networks = readPart(at(place, 'networks'), readNetwork);
  const members = readMembers(place);
  const dhcpServers = readAddresses(at(place, 'dhcp_servers'));
  const raSources = readAddresses(at(place, 'ra_sources'));
  return {
    from,
    to,
    memberChanges: optionalItems(at(place, 'member_changes')).map(readChange),
    ruleChanges: optionalItems(at(place, 'rule_changes')).map(readRuleChange),
    ...(ports && { ports }),
    ...(groups && { groups }),
    ...(addressGroups && { addressGroups }),
    ...(networks && { networks }),
    ...(members && { members }),
    ...(dhcpServers && { dhcpServers }),
    ...(raSources && { raSources }),
  };
}

/** The delta as JSON; its revisions go beside it. `parseHostDelta` gives it back. */
export function hostDeltaJson(delta: HostDelta): HostDeltaJson {
  const { ports, groups, addressGroups, networks, members, memberChanges, ruleChanges, dhcpServers, raSources } = delta;
  return {
    ...(ports && { ports: partJson(ports, portJson) }),
    ...(groups && { security_groups: partJson(groups, groupJson) }),
    ...(addressGroups && { address_groups: partJson(addressGroups, addressGroupJson) }),
    ...(networks && { networks: partJson(networks, networkJson) }),
    ...(members && { members: membersJson(members.set), members_gone: members.gone }),
    ...(memberChanges.length > 0 && { member_changes: memberChanges }),
    ...(ruleChanges.length > 0 && { rule_changes: ruleChanges.map(ruleChangeJson) }),
    ...(dhcpServers && { dhcp_servers: addressesJson(dhcpServers) }),
    ...(raSources && { ra_sources: addressesJson(raSources) }),
  };
}

const deltaMembers = [
  'ports',
  'security_groups',
  'address_groups',
  'networks',
  'members',
  'members_gone',
  'member_changes',
  'rule_changes',
  'dhcp_servers',
  'ra_sources',
];

function readPart<T extends { readonly id: Id<string> }>(
  place: Place,
  read: (place: Place) => T,
): MapDelta<T['id'], T> | undefined {
  if (!given(place)) return undefined;
  forbidUnknown(place, ['set', 'gone']);
  const set = optionalItems(at(place, 'set')).map(read);
  return {
    set: set.map((item) => [item.id, item] as const),
    gone: optionalItems(at(place, 'gone')).map((item) => id<T['id']>(item)),
  };
}

function partJson<K extends string, V>(part: MapDelta<K, V>, json: (value: V) => unknown) {
  return { set: part.set.map(([, value]) => json(value)), gone: part.gone };
}

function readMembers(place: Place): MapDelta<SecurityGroupId, readonly string[]> | undefined {
  const whole = at(place, 'members');
  const gone = at(place, 'members_gone');
  if (!given(whole) && !given(gone)) return undefined;
  return {
    set: given(whole)
      ? entries(whole).map(([key, list]) => [id({ ...list, value: key }), items(list).map(readMember)] as const)
      : [],
    gone: optionalItems(gone).map((item) => id<SecurityGroupId>(item)),
  };
}

function readChange(place: Place): MemberChange {
  return {
    group: id(at(place, 'group')),
    added: items(at(place, 'added')).map(cidr),
    removed: items(at(place, 'removed')).map(cidr),
  };
}

function readRuleChange(place: Place): RuleChange {
  forbidUnknown(place, ['group', 'gone', 'added']);
  const group = id<SecurityGroupId>(at(place, 'group'));
  return {
    group,
    gone: items(at(place, 'gone')).map((item) => id<SecurityGroupRuleId>(item)),
    added: items(at(place, 'added')).map((item) => {
      const index = integer(at(item, 'at'), 0, 1_000_000);
      return { at: index, rule: readRule(at(item, 'rule'), group, index) };
    }),
  };
}

function ruleChangeJson({ group, gone, added }: RuleChange) {
  return { group, gone, added: added.map(({ at: index, rule }) => ({ at: index, rule: ruleJson(rule, group) })) };
}

/** Lists by network; null for a network that has none any more. */
function readAddresses(place: Place): MapDelta<NetworkId, readonly string[]> | undefined {
  if (!given(place)) return undefined;
  const lists = entries(place).map(([key, list]) => ({ network: id<NetworkId>({ ...list, value: key }), list }));
  return {
    set: lists
      .filter(({ list }) => given(list))
      .map(({ network, list }) => [network, items(list).map(address)] as const),
    gone: lists.filter(({ list }) => !given(list)).map(({ network }) => network),
  };
}

function addressesJson(part: MapDelta<NetworkId, readonly string[]>) {
  return Object.fromEntries<readonly string[] | null>([...part.set, ...part.gone.map((n) => [n, null] as const)]);
}
