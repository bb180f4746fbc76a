import type { Match } from '../../netfilter/index.ts';
import { type Answer, unknown } from '../answer.ts';
import type { Packet } from '../packet.ts';

/** `-m icmp`, `-m icmp6`. Type 255 is "any" for IPv4, whatever its code, and an ordinary number for IPv6. */
export function testIcmp(match: Extract<Match, { kind: 'icmp' }>, packet: Packet): Answer {
  if (packet.protocol !== (match.module === 'icmp' ? 1 : 58) || packet.laterFragment) return false;
  if (match.type === null || (match.type === 255 && match.module === 'icmp')) return !match.negated;
  if (packet.icmpType === undefined) return unknown(`icmp type ${match.type}/${match.code ?? 'any'}`, match.negated);
  if (packet.icmpType !== match.type) return match.negated;
  if (match.code === null) return !match.negated;
  if (packet.icmpCode === undefined) return unknown(`icmp type ${match.type}/${match.code}`, match.negated);
  return (packet.icmpCode === match.code) !== match.negated;
}
