import { shortId, type PortRow } from '../../objects/index.ts';
import { tapName } from '../../netfilter/index.ts';
import type { Column } from '../output/output.ts';

/** Columns of ports; names of groups and networks come from the caller, who may know them. */
export function portColumns(
  groupName: (id: string) => string,
  networkName: (id: string) => string,
): readonly Column<PortRow>[] {
  return [
    { key: 'name', title: 'cli.columnName', text: (p) => p.name },
    { key: 'fixed_ips', title: 'cli.columnFixedIps', text: (p) => p.fixed_ips.map((f) => f.ip_address).join(' ') },
    { key: 'mac_address', title: 'cli.columnMac', text: (p) => p.mac_address },
    { key: 'host', title: 'cli.columnHost', text: (p) => p['binding:host_id'] ?? '' },
    { key: 'security_groups', title: 'cli.columnGroups', text: (p) => p.security_groups.map(groupName).join(' ') },
    { key: 'status', title: 'cli.columnStatus', text: (p) => p.status },
    { key: 'tap', title: 'cli.columnTap', text: (p) => tapName(p.id), wide: true },
    { key: 'network', title: 'cli.columnNetwork', text: (p) => networkName(p.network_id), wide: true },
    { key: 'device_owner', title: 'cli.columnDeviceOwner', text: (p) => p.device_owner ?? '', wide: true },
    { key: 'device_id', title: 'cli.columnDevice', text: (p) => p.device_id ?? '', wide: true },
    {
      key: 'port_security',
      title: 'cli.columnPortSecurity',
      text: (p) => (p.port_security_enabled === false ? 'off' : 'on'),
      wide: true,
    },
    {
      key: 'allowed_address_pairs',
      title: 'cli.columnAllowedPairs',
      text: (p) => (p.allowed_address_pairs ?? []).map(pairText).join(' '),
      wide: true,
    },
    { key: 'id', title: 'cli.columnId', text: (p) => p.id, short: (p) => shortId(p.id) },
  ];
}

function pairText(pair: { readonly ip_address: string; readonly mac_address?: string }): string {
  return pair.mac_address === undefined ? pair.ip_address : `${pair.ip_address}=${pair.mac_address}`;
}
