import type { NetworkId, PortId, SecurityGroupId, SubnetId } from './ids.ts';

/**
 * A port as the host that it is bound to must know it. Texts (addresses, MACs) are as the API has them: the layout
 * that is matched byte for byte depends on their spelling.
 */
export interface BoundPort {
  readonly id: PortId;
  readonly name: string;
  readonly networkId: NetworkId;
  readonly macAddress: string;
  readonly fixedIps: readonly FixedIp[];
  readonly allowedAddressPairs: readonly AllowedAddressPair[];
  /** In the port's order, which the layout keeps. */
  readonly securityGroups: readonly SecurityGroupId[];
  readonly portSecurityEnabled: boolean;
  readonly deviceOwner: string;
  readonly deviceId: string;
  readonly adminStateUp: boolean;
}

export interface FixedIp {
  readonly subnetId: SubnetId;
  readonly ipAddress: string;
}

export interface AllowedAddressPair {
  /** An address or a CIDR. */
  readonly ipAddress: string;
  /** Absent: the port's own. */
  readonly macAddress?: string;
}
