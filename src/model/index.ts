export {
  type Address,
  type Cidr,
  type IpVersion,
  addressFromNumber,
  addressNumber,
  addressVersion,
  cidrContains,
  cidrParts,
  cidrVersion,
  parseAddress,
  parseCidr,
} from './address.ts';
export { PortreeveError, reasonOf } from './error.ts';
export { type ExposingRule, type GuardedService, exposedBy, guardedServices, isOpenToAny } from './exposure.ts';
export {
  type HostDelta,
  type MapDelta,
  type MemberChange,
  type RuleChange,
  applyHostDelta,
  diffHostState,
  isEmptyDelta,
  sameData,
} from './host-delta.ts';
export { type HostState, type NetworkSegment, emptyHostState } from './host-state.ts';
export {
  type AddressGroupId,
  type Id,
  type NetworkId,
  type PortId,
  type SecurityGroupId,
  type SecurityGroupRuleId,
  type SubnetId,
  asId,
  isUuid,
} from './ids.ts';
export { type Mac, parseMac } from './mac.ts';
export { membersOf } from './members.ts';
export { near, nearest } from './nearest.ts';
export type { AllowedAddressPair, BoundPort, FixedIp } from './port.ts';
export { protocolNames, protocolNumber, protocolText } from './protocol.ts';
export type { AddressGroup, Direction, Ethertype, Remote, SecurityGroup, SecurityGroupRule } from './security-group.ts';
