import fc from 'fast-check';
import { hostStates } from '../model/host-state.arbitrary.ts';
import {
  type BoundPort,
  type HostState,
  type NetworkId,
  type SecurityGroup,
  type SecurityGroupRule,
  type SecurityGroupRuleId,
  asId,
} from '../model/index.ts';

/**
 * Random states whose ports are nearly all of one network, with an IPv4 address each, and whose groups mostly let
 * everything out and many in: else hardly two of them could ever speak, and every question had the same answer. Members of groups
 * are those that the ports make.
 */
export function crowds(): fc.Arbitrary<HostState> {
  return hostStates({ ports: 6, groups: 4, rules: 6 }).map((state) => ({
    ...state,
    members: new Map(),
    ports: new Map([...state.ports].map(([id, port]) => [id, crowded(id, port)])),
    groups: new Map([...state.groups].map(([id, group], index) => [id, index === 0 ? group : outgoing(group)])),
  }));
}

/** What a port is given follows from its id, so that it is the same in two states of one cloud. */
function crowded(id: string, port: BoundPort): BoundPort {
  const number = Number.parseInt(id.slice(3, 4), 16);
  const own = { subnetId: asId<BoundPort['fixedIps'][number]['subnetId']>('50b'), ipAddress: `10.0.0.${number + 1}` };
  const networkId = asId<NetworkId>(number === 5 ? '4e71cccc' : '4e70cccc');
  return { ...port, networkId, fixedIps: [own, ...port.fixedIps.filter(({ ipAddress }) => ipAddress.includes(':'))] };
}

function outgoing(group: SecurityGroup): SecurityGroup {
  const rule = (ethertype: SecurityGroupRule['ethertype']): SecurityGroupRule => ({
    id: asId<SecurityGroupRuleId>(`${group.id}-${ethertype}`),
    direction: 'egress',
    ethertype,
    protocol: null,
    portRangeMin: null,
    portRangeMax: null,
    remote: { kind: 'any' },
  });
  const rules = group.rules.map((one, index) =>
    index % 2 === 0 && one.direction === 'ingress' ? { ...one, remote: { kind: 'any' as const } } : one,
  );
  return { ...group, rules: [rule('IPv4'), rule('IPv6'), ...rules] };
}
