import type { NewRow, Reader, Writer } from '../../store/index.ts';
import type { Call } from '../resource/resource.ts';
import { everyRow } from '../resource/rows.ts';
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
  await insertRules(call, project, id, 'used_in_default_sg');
  return id;
}

/** The rules that any other new group begins with: everything may go out, unless the administrator said otherwise. */
export function insertFirstRules(call: Call<Writer>, project: string, group: string): Promise<void> {
  return insertRules(call, project, group, 'used_in_non_default_sg');
}

/** How a default rule names the group that it will be in. */
export const parentGroup = 'PARENT';

export async function findDefaultGroup(tx: Reader, project: string): Promise<string | undefined> {
  const [row] = await tx.list('default_security_groups', { where: [{ column: 'project_id', in: [project] }] });
  return row?.security_group_id;
}

/** Default rules in the order in which they were made, which the layout of the chains keeps. */
async function insertRules(
  call: Call<Writer>,
  project: string,
  group: string,
  use: 'used_in_default_sg' | 'used_in_non_default_sg',
): Promise<void> {
  const defaults = await everyRow(call.tx, 'default_security_group_rules', use, [true]);
  const ordered = defaults.toSorted((a, b) => a.seq - b.seq);
  const rows = new Map<string, NewRow<'security_group_rules'>>();
  for (const rule of ordered) {
    const row = {
      id: call.settings.newId(),
      project_id: project,
      name: '',
      description: rule.description,
      security_group_id: group,
      direction: rule.direction,
      ethertype: rule.ethertype,
      protocol: rule.protocol,
      port_range_min: rule.port_range_min,
      port_range_max: rule.port_range_max,
      remote_ip_prefix: rule.remote_ip_prefix,
      remote_group_id: rule.remote_group_id === parentGroup ? group : rule.remote_group_id,
      remote_address_group_id: rule.remote_address_group_id,
    };
    const fingerprint = fingerprintOf(row);
    if (!rows.has(fingerprint)) rows.set(fingerprint, { ...row, fingerprint });
  }
  if (rows.size > 0) await call.tx.insert('security_group_rules', [...rows.values()]);
}
