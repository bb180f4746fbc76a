import { exposedBy } from '../../model/index.ts';
import type { Condition, Reader, Row } from '../../store/index.ts';
import type { Feed } from '../feed/feed.ts';
import type { Hosts } from '../feed/hosts.ts';
import type { Caller } from '../identity.ts';
import { everyRow, rowsById } from '../resource/rows.ts';
import { visibleTo } from '../resource/visible.ts';
import { networkResource } from '../resources/network.ts';
import { portResource } from '../resources/port.ts';
import { securityGroupResource } from '../resources/security-group.ts';

/** The cloud in figures, as far as the caller may see it. */
export interface Summary {
  /** Devices that a port of an instance is of. */
  readonly instances: number;
  readonly ports: number;
  /** Ports without port security, those of the networks themselves aside. */
  readonly unprotected: number;
  readonly networks: number;
  readonly security_groups: number;
  /** Null for who is no administrator. */
  readonly hosts: HostCounts | null;
  readonly exposed: readonly ExposedGroup[];
}

/** Every host is in one of these. */
export interface HostCounts {
  readonly current: number;
  readonly behind: number;
  readonly failed: number;
  readonly silent: number;
}

/** A group that opens remote control or a database to every address. */
export interface ExposedGroup {
  readonly id: string;
  readonly name: string;
  /** Names of services; `*` is everything. */
  readonly services: readonly string[];
  readonly ports: number;
}

/** A page shows a few; more than that are in the list of groups. */
const mostExposed = 50;

export async function summarise(tx: Reader, caller: Caller, feed: Feed, hosts: Hosts): Promise<Summary> {
  const ports = visibleTo(portResource, caller);
  const open = { column: 'port_security_enabled', in: [false] } as const;
  const devices = await tx.countBy('ports', 'device_id', [
    ...ports,
    { column: 'device_owner', startsWith: 'compute:' },
  ]);
  const unsecured = await tx.count('ports', [...ports, open]);
  const ofNetworks = await tx.count('ports', [...ports, open, { column: 'device_owner', startsWith: 'network:' }]);
  return {
    instances: devices.size,
    ports: await tx.count('ports', ports),
    unprotected: unsecured - ofNetworks,
    networks: await tx.count('networks', visibleTo(networkResource, caller)),
    security_groups: await tx.count('security_groups', visibleTo(securityGroupResource, caller)),
    hosts: caller.isAdmin ? countHosts(await everyRow(tx, 'agents'), feed, hosts) : null,
    exposed: await exposedGroups(tx, caller),
  };
}

function countHosts(agents: readonly Row<'agents'>[], feed: Feed, hosts: Hosts): HostCounts {
  const counts = { current: 0, behind: 0, failed: 0, silent: 0 };
  for (const host of new Set([...feed.cloud.hosts(), ...agents.map((agent) => agent.host)])) {
    counts[stateOf(host, feed, hosts)]++;
  }
  return counts;
}

function stateOf(host: string, feed: Feed, hosts: Hosts): keyof HostCounts {
  if (!hosts.isAlive(host)) return 'silent';
  const { report, view } = feed.channel(host);
  if (report?.error != null) return 'failed';
  return (report?.revision ?? -1) < view.revision ? 'behind' : 'current';
}

async function exposedGroups(tx: Reader, caller: Caller): Promise<readonly ExposedGroup[]> {
  const own: readonly Condition<'security_group_rules'>[] = caller.isAdmin
    ? []
    : [{ column: 'project_id', in: [caller.project] }];
  const rules = await tx.list('security_group_rules', {
    where: [
      ...own,
      { column: 'direction', in: ['ingress'] },
      { column: 'remote_group_id', in: [null] },
      { column: 'remote_address_group_id', in: [null] },
      { column: 'remote_ip_prefix', in: [null, '0.0.0.0/0', '::/0'] },
    ],
    sort: [{ column: 'seq', direction: 'asc' }],
  });
  const services = new Map<string, Set<string>>();
  for (const rule of rules) {
    const exposed = exposedBy(rule);
    const names = exposed === 'everything' ? ['*'] : exposed.map(({ name }) => name);
    if (names.length === 0) continue;
    services.set(rule.security_group_id, new Set([...(services.get(rule.security_group_id) ?? []), ...names]));
  }
  const ids = [...services.keys()].slice(0, mostExposed);
  const ports = await tx.countBy('port_security_groups', 'security_group_id', [
    { column: 'security_group_id', in: ids },
  ]);
  const groups = await rowsById(tx, 'security_groups', ids);
  return groups
    .map(({ id, name }) => ({ id, name, services: [...(services.get(id) ?? [])], ports: ports.get(id) ?? 0 }))
    .toSorted((a, b) => b.ports - a.ports);
}
