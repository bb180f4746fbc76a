import { fetchRows, ports, securityGroups, shortId, type PortRow, type SecurityGroupRow } from '../../objects/index.ts';
import type { Client } from '../../client/index.ts';
import type { GroupNames } from './rule.ts';

/** What the tables of rules say of groups: their names, and how many ports are members. */
export interface GroupMembers extends GroupNames {
  readonly groups: readonly SecurityGroupRow[];
  /** Ports of instances that have the group. */
  portsOf(id: string): readonly PortRow[];
}

/** Names and members of all groups: one list of groups, one of ports with the three fields that matter. */
export async function fetchGroupMembers(client: Client): Promise<GroupMembers> {
  const fields = ['id', 'security_groups', 'binding:host_id'].map((f) => `fields=${encodeURIComponent(f)}`).join('&');
  const [groups, portRows] = await Promise.all([fetchRows(client, securityGroups), fetchRows(client, ports, fields)]);
  const names = new Map(groups.map((group) => [group.id, group.name]));
  const members = new Map<string, PortRow[]>(groups.map((group) => [group.id, []]));
  for (const port of portRows) {
    for (const id of port.security_groups ?? []) members.get(id)?.push(port);
  }
  return {
    groups,
    name: (id) => names.get(id) || shortId(id),
    members: (id) => members.get(id)?.length,
    portsOf: (id) => members.get(id) ?? [],
  };
}
