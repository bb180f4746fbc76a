import { type Row } from '../../store/index.ts';
import { protocolNumber } from './protocol.ts';

type Compared = Pick<
  Row<'security_group_rules'>,
  | 'direction'
  | 'ethertype'
  | 'protocol'
  | 'port_range_min'
  | 'port_range_max'
  | 'remote_ip_prefix'
  | 'remote_group_id'
  | 'remote_address_group_id'
>;

/**
 * What makes two rules of a group the same rule to the reference: everything but the description, a protocol's name
 * and number alike, and a prefix of length 0 like none. The store keeps it unique within a group.
 */
export function fingerprintOf(rule: Compared): string {
  const prefix = rule.remote_ip_prefix?.endsWith('/0') ? null : rule.remote_ip_prefix;
  return JSON.stringify([
    rule.direction,
    rule.ethertype,
    rule.protocol === null ? null : (protocolNumber(rule.protocol) ?? rule.protocol),
    rule.port_range_min,
    rule.port_range_max,
    prefix,
    rule.remote_group_id,
    rule.remote_address_group_id,
  ]);
}
