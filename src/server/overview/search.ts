import type { Condition, ConditionOn, Reader, ResourceTable, Row } from '../../store/index.ts';
import type { Caller } from '../identity.ts';
import type { AnyResource } from '../resource/resource.ts';
import { groupBy, rowsWhere } from '../resource/rows.ts';
import { visibleTo } from '../resource/visible.ts';
import { addressGroupResource } from '../resources/address-group.ts';
import { agentResource } from '../resources/agent.ts';
import { networkResource } from '../resources/network.ts';
import { portResource } from '../resources/port.ts';
import { securityGroupResource } from '../resources/security-group.ts';
import { subnetResource } from '../resources/subnet.ts';
import type { Needle } from './needle.ts';

export const searchKinds = ['security_group', 'port', 'network', 'subnet', 'address_group', 'host'] as const;
export type SearchKind = (typeof searchKinds)[number];

export interface Found {
  readonly kind: SearchKind;
  readonly id: string;
  readonly name: string;
  /** What else it is known by: addresses and MAC of a port, the range of a subnet. */
  readonly also: readonly string[];
  /** The network of a subnet. */
  readonly parent: string | null;
}

/** What one kind of object is looked for by, besides its name and the start of its id. */
interface Place {
  readonly resource: AnyResource;
  readonly contains: readonly string[];
  readonly more?: (needle: Needle) => readonly ConditionOn<string>[];
}

const places: { readonly [K in SearchKind]: Place } = {
  security_group: { resource: securityGroupResource, contains: ['name', 'description'] },
  port: {
    resource: portResource,
    contains: ['name', 'mac_address', 'host'],
    more: ({ text, idStarts }) => [
      ...idStarts.map((start) => ({ column: 'device_id', startsWith: start })),
      { column: 'id', inTable: { table: 'ip_allocations', select: 'port_id', where: addressIs(text) } },
    ],
  },
  network: { resource: networkResource, contains: ['name'] },
  subnet: { resource: subnetResource, contains: ['name', 'cidr'] },
  address_group: { resource: addressGroupResource, contains: ['name'] },
  host: { resource: agentResource, contains: ['host'] },
};

/** Addresses that begin so; of a whole one only itself. */
function addressIs(text: string) {
  return /^[\da-f]*[.:][\da-f.:]*$/i.test(text)
    ? ([{ column: 'ip_address', startsWith: text.toLowerCase() }] as const)
    : ([{ column: 'ip_address', in: [] }] as const);
}

/** At most `limit` objects of each kind, and whether there are more of any. */
export async function search(
  tx: Reader,
  caller: Caller,
  needle: Needle,
  { kinds, limit }: { readonly kinds: readonly SearchKind[]; readonly limit: number },
): Promise<{ readonly results: readonly Found[]; readonly more: boolean }> {
  const results: Found[] = [];
  let more = false;
  for (const kind of kinds) {
    const { resource, contains, more: others } = places[kind];
    // The host that a port is on is nobody's business but the administrator's.
    const columns = contains.filter((column) => caller.isAdmin || column !== 'host' || kind === 'host');
    const any: readonly ConditionOn<string>[] = [
      ...columns.map((column) => ({ column, containsAnyCase: needle.text })),
      ...needle.idStarts.map((start) => ({ column: 'id', startsWith: start })),
      ...(others?.(needle) ?? []),
    ];
    // The columns of a place are those of its own table.
    const found = { any } as Condition<ResourceTable>;
    const rows = await tx.list(resource.table, {
      where: [found, ...visibleTo(resource, caller)],
      sort: [
        { column: 'name', direction: 'asc' },
        { column: 'id', direction: 'asc' },
      ],
      limit: limit + 1,
    });
    more ||= rows.length > limit;
    results.push(...(await shown(tx, kind, rows.slice(0, limit))));
  }
  return { results, more };
}

async function shown(tx: Reader, kind: SearchKind, rows: readonly Row<ResourceTable>[]): Promise<readonly Found[]> {
  if (kind === 'port') {
    const ports = rows as readonly Row<'ports'>[];
    const allocations = await rowsWhere(
      tx,
      'ip_allocations',
      'port_id',
      ports.map(({ id }) => id),
    );
    const addresses = groupBy(allocations, (row) => row.port_id);
    return ports.map(({ id, name, mac_address }) => {
      const own = (addresses.get(id) ?? []).toSorted((a, b) => a.position - b.position);
      return { kind, id, name, also: [...own.map((row) => row.ip_address), mac_address], parent: null };
    });
  }
  return rows.map((row) => {
    if (kind === 'host') return { kind, id: (row as Row<'agents'>).host, name: row.name, also: [], parent: null };
    const subnet = kind === 'subnet' ? (row as Row<'subnets'>) : undefined;
    const also = subnet ? [subnet.cidr] : [];
    return { kind, id: row.id, name: row.name, also, parent: subnet?.network_id ?? null };
  });
}
