import { parseCidr } from '../../model/index.ts';
import type { Row } from '../../store/index.ts';
import type { Call } from '../resource/resource.ts';
import { rowsWhere } from '../resource/rows.ts';
import { withStandard } from '../resource/standard.ts';

/** Bodies of rules, by themselves and inside their groups. */
export async function showRules(call: Call, rows: readonly Row<'security_group_rules'>[]) {
  const groups = rows.map((row) => row.security_group_id);
  const defaults = await rowsWhere(call.tx, 'default_security_groups', 'security_group_id', groups);
  const isDefault = new Set(defaults.map((row) => row.security_group_id));
  return rows.map((row) => showRule(row, isDefault.has(row.security_group_id)));
}

function showRule(row: Row<'security_group_rules'>, isOfDefault: boolean) {
  return withStandard(row, {
    security_group_id: row.security_group_id,
    ethertype: row.ethertype,
    direction: row.direction,
    protocol: row.protocol,
    port_range_min: row.port_range_min,
    port_range_max: row.port_range_max,
    remote_ip_prefix: row.remote_ip_prefix,
    remote_address_group_id: row.remote_address_group_id,
    normalized_cidr: row.remote_ip_prefix === null ? null : (parseCidr(row.remote_ip_prefix) ?? null),
    remote_group_id: row.remote_group_id,
    belongs_to_default_sg: isOfDefault,
  });
}
