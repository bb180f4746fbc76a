import type { NewRow, Reader, Writer } from '../../store/index.ts';
import type { Call } from '../resource/resource.ts';
import { fingerprintOf } from './rule-fingerprint.ts';

/** Id of the project's group `default`, which is made when it is asked for the first time. */
export async function ensureDefaultGroup(call: Call<Writer>, project: string): Promise<string> {
  const known = await findDefaultGroup(call.tx, project);
  if (known !== undefined) return known;
  const id = call.settings.newId();
  await call.tx.insert('security_groups', [
    { id, project_id: project, name: 'default', description: 'Default security group', stateful: true },
  ]);
  await call.tx.insert('default_security_groups', [{ project_id: project, security_group_id: id }]);
  // The order of the reference, which the layout of the chains keeps.
  await insertRules(call, project, id, [
    { direction: 'ingress', ethertype: 'IPv4', remote_group_id: id },
    { direction: 'egress', ethertype: 'IPv4', remote_group_id: null },
    { direction: 'ingress', ethertype: 'IPv6', remote_group_id: id },
    { direction: 'egress', ethertype: 'IPv6', remote_group_id: null },
  ]);
  return id;
}

/** The rules that any other new group begins with: everything may go out. */
export function insertFirstRules(call: Call<Writer>, project: string, group: string): Promise<void> {
  return insertRules(call, project, group, [
    { direction: 'egress', ethertype: 'IPv4', remote_group_id: null },
    { direction: 'egress', ethertype: 'IPv6', remote_group_id: null },
  ]);
}

export async function findDefaultGroup(tx: Reader, project: string): Promise<string | undefined> {
  const [row] = await tx.list('default_security_groups', { where: [{ column: 'project_id', in: [project] }] });
  return row?.security_group_id;
}

type FirstRule = Pick<NewRow<'security_group_rules'>, 'direction' | 'ethertype' | 'remote_group_id'>;

async function insertRules(
  call: Call<Writer>,
  project: string,
  group: string,
  rules: readonly FirstRule[],
): Promise<void> {
  const rows = rules.map((rule) => {
    const row = {
      id: call.settings.newId(),
      project_id: project,
      name: '',
      description: '',
      security_group_id: group,
      protocol: null,
      port_range_min: null,
      port_range_max: null,
      remote_ip_prefix: null,
      remote_address_group_id: null,
      ...rule,
    };
    return { ...row, fingerprint: fingerprintOf(row) };
  });
  await call.tx.insert('security_group_rules', rows);
}
