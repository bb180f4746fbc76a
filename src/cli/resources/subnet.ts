import { shortId, type Kind } from '../../objects/index.ts';
import type { Column } from '../output/output.ts';

export interface SubnetRow {
  readonly id: string;
  readonly name: string;
  readonly network_id: string;
  readonly cidr: string;
  readonly ip_version?: number;
  readonly gateway_ip?: string | null;
  readonly enable_dhcp?: boolean;
  readonly dns_nameservers?: readonly string[];
  readonly allocation_pools?: readonly { readonly start: string; readonly end: string }[];
}

export const subnets: Kind<SubnetRow> = {
  path: 'subnets',
  one: 'subnet',
  many: 'subnets',
  noun: 'nounSubnet',
  list: 'portreeve subnet list',
  alsoKnownAs: (subnet) => [subnet.cidr],
};

export function subnetColumns(networkName: (id: string) => string): readonly Column<SubnetRow>[] {
  return [
    { key: 'name', title: 'cli.columnName', text: (s) => s.name },
    { key: 'cidr', title: 'cli.columnCidr', text: (s) => s.cidr },
    { key: 'gateway_ip', title: 'cli.columnGateway', text: (s) => s.gateway_ip ?? '' },
    { key: 'dhcp', title: 'cli.columnDhcp', text: (s) => (s.enable_dhcp === false ? 'off' : 'on') },
    { key: 'network', title: 'cli.columnNetwork', text: (s) => networkName(s.network_id) },
    {
      key: 'allocation_pools',
      title: 'cli.columnPools',
      text: (s) => (s.allocation_pools ?? []).map((p) => `${p.start}-${p.end}`).join(' '),
      wide: true,
    },
    { key: 'dns_nameservers', title: 'cli.columnDns', text: (s) => (s.dns_nameservers ?? []).join(' '), wide: true },
    { key: 'id', title: 'cli.columnId', text: (s) => s.id, short: (s) => shortId(s.id) },
  ];
}
