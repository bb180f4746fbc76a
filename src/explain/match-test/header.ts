import type { Answer } from '../answer.ts';
import type { Sight } from '../sight.ts';
import { type Option, eachOption, maskedNumber, numberRange } from './options.ts';

/** `-m length`: of the whole packet. */
export const testLength = eachOption(({ name, values }, { packet }) => {
  const range = numberRange(values[0] ?? '');
  if (name !== '--length' || !range || packet.length === undefined) return undefined;
  return range[0] <= packet.length && packet.length <= range[1];
});

/** `-m ttl`, `-m hl`. */
export const testTtl = eachOption((option, sight) => testHops('--ttl', option, sight));
export const testHl = eachOption((option, sight) => testHops('--hl', option, sight));

function testHops(prefix: string, { name, values }: Option, { ttl }: Sight): boolean | undefined {
  const wanted = numberRange(values[0] ?? '')?.[0];
  if (ttl === undefined || wanted === undefined) return undefined;
  switch (name) {
    case `${prefix}-eq`:
      return ttl === wanted;
    case `${prefix}-lt`:
      return ttl < wanted;
    case `${prefix}-gt`:
      return ttl > wanted;
    default:
      return undefined;
  }
}

/** `-m dscp`: the upper six bits. */
export const testDscp = eachOption(({ name, values }, { packet: { tos } }) => {
  const wanted = maskedNumber(values[0] ?? '', 0x3f);
  return name !== '--dscp' || tos === undefined || !wanted ? undefined : tos >> 2 === wanted[0];
});

/** `-m tos`. */
export const testTos = eachOption(({ name, values }, { packet: { tos } }) => {
  const wanted = maskedNumber(values[0] ?? '', 0xff);
  return name !== '--tos' || tos === undefined || !wanted ? undefined : (tos & wanted[1]) === wanted[0];
});

/** `-m ecn`: the lower two bits of the same byte, and two flags of TCP. */
export const testEcn = eachOption(({ name, values }, { packet }): Answer | undefined => {
  switch (name) {
    case '--ecn-ip-ect': {
      const wanted = numberRange(values[0] ?? '')?.[0];
      return packet.tos === undefined || wanted === undefined ? undefined : (packet.tos & 3) === wanted;
    }
    case '--ecn-tcp-cwr':
      return hasFlag(packet, 'CWR');
    case '--ecn-tcp-ece':
      return hasFlag(packet, 'ECE');
    default:
      return undefined;
  }
});

/** Absent flags: a SYN alone, as everywhere. In a later fragment other bytes stand in their place, and are taken for them. */
function hasFlag({ tcpFlags = ['SYN'], laterFragment }: Sight['packet'], flag: 'CWR' | 'ECE'): boolean | undefined {
  return laterFragment ? undefined : tcpFlags.includes(flag);
}

/** `-m pkttype`. What the host itself sends counts as sent to it alone, and so does what passes to another port of a bridge. */
export const testPkttype = eachOption(({ name, values }, { packet }) => {
  if (name !== '--pkt-type') return undefined;
  if (packet.path === 'localOut') return values[0] === 'unicast';
  if (packet.macDestination === undefined) return undefined;
  const first = Number.parseInt(packet.macDestination.slice(0, 2), 16);
  const isBroadcast = /^(?:ff[:-]){5}ff$/i.test(packet.macDestination);
  return values[0] === (isBroadcast ? 'broadcast' : (first & 1) === 1 ? 'multicast' : 'unicast');
});
