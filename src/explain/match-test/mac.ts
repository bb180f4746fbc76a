import { parseMac } from '../../model/index.ts';
import { type Answer, unknown } from '../answer.ts';
import type { Sight } from '../sight.ts';

/** `-m mac`. Where there is no link header (what the host sends itself) neither it nor its negation holds. */
export function testMac(address: string, negated: boolean, { hasLinkHeader, packet }: Sight): Answer {
  if (!hasLinkHeader) return false;
  if (packet.macSource === undefined) return unknown(`-m mac --mac-source ${address}`, negated);
  return sameMac(address, packet.macSource) !== negated;
}

function sameMac(a: string, b: string): boolean {
  if (a.toLowerCase() === b.toLowerCase()) return true;
  const parsed = parseMac(a);
  return parsed !== undefined && parsed === parseMac(b);
}
