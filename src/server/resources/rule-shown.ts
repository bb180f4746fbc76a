import { parseCidr } from '../../model/index.ts';
import type { Row } from '../../store/index.ts';
import { showStandard } from '../resource/standard.ts';

/** A rule's body, by itself and inside its group. */
export function showRule(row: Row<'security_group_rules'>) {
  return {
    ...showStandard(row),
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
  };
}
