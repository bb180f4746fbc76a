import type { Condition, ConditionOn, Reader, ResourceTable, Row } from '../../store/index.ts';
import { everybody, policiesOf } from '../resource/sharing.ts';

type Policy = Row<'rbac_policies'>;

/**
 * A project that could not use the object any more if the policy went, and does use it: undefined if there is none.
 * The owner needs no policy, and whoever is let in by another one loses nothing.
 */
export async function userByPolicy(tx: Reader, policy: Policy, owner: string): Promise<string | undefined> {
  if (policy.action !== 'access_as_shared') return undefined;
  const others = (await policiesOf(tx, typeOf(policy), policy.object_id)).filter(
    (other) => other.id !== policy.id && other.action === policy.action,
  );
  const covered = [owner, ...others.map((other) => other.target_project)];
  const { target_project: target, object_id: id } = policy;
  if (covered.includes(everybody) || covered.includes(target)) return undefined;
  switch (typeOf(policy)) {
    case 'network':
      return someProject(tx, 'ports', portsOnNetwork(id), target, covered);
    case 'security_group':
      return (
        (await someProject(tx, 'ports', portsInGroup(id), target, covered)) ??
        (await someProject(tx, 'security_group_rules', [{ column: 'remote_group_id', in: [id] }], target, covered))
      );
    case 'address_group':
      return someProject(
        tx,
        'security_group_rules',
        [{ column: 'remote_address_group_id', in: [id] }],
        target,
        covered,
      );
  }
}

function typeOf(policy: Policy): 'network' | 'security_group' | 'address_group' {
  const { object_type: type } = policy;
  return type === 'network' || type === 'security_group' ? type : 'address_group';
}

/** The project of any of the rows that is the target's, or, when all are meant, none of those covered. */
async function someProject(
  tx: Reader,
  table: 'ports' | 'security_group_rules',
  uses: readonly ConditionOn<string>[],
  target: string,
  covered: readonly string[],
): Promise<string | undefined> {
  const coveredUses = [...uses, { column: 'project_id', in: covered }];
  const where: readonly Condition<ResourceTable>[] = [
    { column: 'id', inTable: { table, select: 'id', where: uses } },
    target === everybody
      ? { column: 'id', not: true, inTable: { table, select: 'id', where: coveredUses } }
      : { column: 'project_id', in: [target] },
  ];
  const [row] = await tx.list<ResourceTable>(table, { where, limit: 1 });
  return row?.project_id;
}

/** Ports of the network's own services (DHCP) are nobody's use of it. */
function portsOnNetwork(id: string): readonly Condition<'ports'>[] {
  const onIt = { column: 'network_id', in: [id] } as const;
  const services = [onIt, { column: 'device_owner', startsWith: 'network:' } as const];
  return [onIt, { column: 'id', not: true, inTable: { table: 'ports', select: 'id', where: services } }];
}

function portsInGroup(id: string): readonly Condition<'ports'>[] {
  const where = [{ column: 'security_group_id', in: [id] }] as const;
  return [{ column: 'id', inTable: { table: 'port_security_groups', select: 'port_id', where } }];
}
