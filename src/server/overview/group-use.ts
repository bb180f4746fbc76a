import type { Condition, Reader } from '../../store/index.ts';
import type { Caller } from '../identity.ts';

/** How much of each security group is in use: of those that are not, nothing is said. */
export type GroupUse = Readonly<
  Record<string, { readonly ports: number /** Rules that name it as remote group. */; readonly named_by: number }>
>;

/** By two statements, however many groups and ports there are. Who is no administrator is told of his own project. */
export async function groupUse(tx: Reader, caller: Caller): Promise<GroupUse> {
  const own = { column: 'project_id', in: [caller.project] } as const;
  const ofOwnPorts: readonly Condition<'port_security_groups'>[] = caller.isAdmin
    ? []
    : [{ column: 'port_id', inTable: { table: 'ports', select: 'id', where: [own] } }];
  const ports = await tx.countBy('port_security_groups', 'security_group_id', ofOwnPorts);
  const naming = await tx.countBy('security_group_rules', 'remote_group_id', [
    // Not null.
    { column: 'remote_group_id', atLeast: '' },
    ...(caller.isAdmin ? [] : [own]),
  ]);
  const ids = [...new Set([...ports.keys(), ...naming.keys()])];
  return Object.fromEntries(ids.map((id) => [id, { ports: ports.get(id) ?? 0, named_by: naming.get(id) ?? 0 }]));
}
