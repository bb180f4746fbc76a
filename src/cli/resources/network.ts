import { shortId, type Kind } from '../../objects/index.ts';
import type { Column } from '../output/output.ts';

export interface NetworkRow {
  readonly id: string;
  readonly name: string;
  readonly mtu?: number;
  readonly status?: string;
  readonly subnets?: readonly string[];
  readonly 'provider:network_type'?: string | null;
  readonly 'provider:physical_network'?: string | null;
  readonly 'provider:segmentation_id'?: number | null;
  readonly port_security_enabled?: boolean;
}

export const networks: Kind<NetworkRow> = {
  path: 'networks',
  one: 'network',
  many: 'networks',
  noun: 'nounNetwork',
  list: 'portreeve network list',
};

/** Columns of networks; subnets as the caller names them (CIDRs, if it knows them). */
export function networkColumns(subnetText: (id: string) => string): readonly Column<NetworkRow>[] {
  return [
    { key: 'name', title: 'cli.columnName', text: (n) => n.name },
    { key: 'type', title: 'cli.columnType', text: (n) => n['provider:network_type'] ?? '' },
    { key: 'segment', title: 'cli.columnSegment', text: (n) => n['provider:segmentation_id'] ?? '', right: true },
    {
      key: 'physical_network',
      title: 'cli.columnPhysical',
      text: (n) => n['provider:physical_network'] ?? '',
      wide: true,
    },
    { key: 'mtu', title: 'cli.columnMtu', text: (n) => n.mtu ?? '', right: true },
    { key: 'subnets', title: 'cli.columnSubnets', text: (n) => (n.subnets ?? []).map(subnetText).join(' ') },
    { key: 'status', title: 'cli.columnStatus', text: (n) => n.status ?? '', wide: true },
    {
      key: 'port_security',
      title: 'cli.columnPortSecurity',
      text: (n) => (n.port_security_enabled === false ? 'off' : 'on'),
      wide: true,
    },
    { key: 'id', title: 'cli.columnId', text: (n) => n.id, short: (n) => shortId(n.id) },
  ];
}
