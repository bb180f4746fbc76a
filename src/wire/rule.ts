import {
  type AddressGroupId,
  type Remote,
  type SecurityGroupId,
  type SecurityGroupRule,
  type SecurityGroupRuleId,
  asId,
  parseCidr,
  protocolNumber,
} from '../model/index.ts';
import { type Place, at, choice, cidr, given, id, optionalInteger, shown, text, wrong } from './place.ts';

/**
 * Reads a security group rule. The host-state file does not ask for a rule's id; one without gets its place in the
 * group, so that what comes of it can still be traced to it.
 */
export function readRule(place: Place, group: SecurityGroupId, index: number): SecurityGroupRule {
  const own = at(place, 'id');
  const ethertype = choice(at(place, 'ethertype'), ['IPv4', 'IPv6']);
  const remote = readRemote(place);
  if (remote.kind === 'prefix' && (parseCidr(remote.prefix)?.includes(':') === true) !== (ethertype === 'IPv6')) {
    throw wrong('STATE_PREFIX_FAMILY', at(place, 'remote_ip_prefix'), { text: remote.prefix, ethertype });
  }
  return {
    id: given(own) ? id<SecurityGroupRuleId>(own) : asId<SecurityGroupRuleId>(`${group}.${index + 1}`),
    direction: choice(at(place, 'direction'), ['ingress', 'egress']),
    ethertype,
    ...readProtocol(place),
    remote,
  };
}

function readRemote(place: Place): Remote {
  const prefix = at(place, 'remote_ip_prefix');
  const group = at(place, 'remote_group_id');
  const addressGroup = at(place, 'remote_address_group_id');
  const named = [prefix, group, addressGroup].filter(given);
  if (named.length > 1) throw wrong('STATE_TWO_REMOTES', place, { members: named.map(({ key }) => key).join(', ') });
  if (given(prefix)) return { kind: 'prefix', prefix: cidr(prefix) };
  if (given(group)) return { kind: 'group', id: id<SecurityGroupId>(group) };
  if (given(addressGroup)) return { kind: 'addressGroup', id: id<AddressGroupId>(addressGroup) };
  return { kind: 'any' };
}

type ProtocolPart = Pick<SecurityGroupRule, 'protocol' | 'portRangeMin' | 'portRangeMax'>;

function readProtocol(place: Place): ProtocolPart {
  const member = at(place, 'protocol');
  const word = given(member) ? text(member) : null;
  // The API takes "any" for every protocol; no tool of the host knows the word.
  const protocol = word === 'any' || word === '' ? null : word;
  const number = protocol === null ? 0 : protocolNumber(protocol);
  if (number === undefined) throw wrong('STATE_BAD_PROTOCOL', member, { text: shown(protocol ?? '') });
  const isIcmp = number === 1 || number === 58;
  const portRangeMin = optionalInteger(at(place, 'port_range_min'), 0, isIcmp ? 255 : 65535);
  const portRangeMax = optionalInteger(at(place, 'port_range_max'), 0, isIcmp ? 255 : 65535);
  if (portsMatter.has(number) && portRangeMin !== null && (portRangeMax === null || portRangeMax < portRangeMin)) {
    throw wrong('STATE_PORT_RANGE', place, { first: portRangeMin, last: String(portRangeMax) });
  }
  return { protocol, portRangeMin, portRangeMax };
}

/** TCP, UDP, DCCP, SCTP, UDP-Lite. With any other protocol the layout leaves ports out. */
const portsMatter: ReadonlySet<number> = new Set([6, 17, 33, 132, 136]);

/** The rule as the API shows it. */
export function ruleJson(rule: SecurityGroupRule, group: SecurityGroupId) {
  const { remote } = rule;
  return {
    id: rule.id,
    security_group_id: group,
    direction: rule.direction,
    ethertype: rule.ethertype,
    protocol: rule.protocol,
    port_range_min: rule.portRangeMin,
    port_range_max: rule.portRangeMax,
    remote_ip_prefix: remote.kind === 'prefix' ? remote.prefix : null,
    remote_group_id: remote.kind === 'group' ? remote.id : null,
    remote_address_group_id: remote.kind === 'addressGroup' ? remote.id : null,
  };
}
