import { parseService, wholeNumber } from '../objects/index.ts';
import type { Flow, TcpFlag } from '../explain/index.ts';
import { PortreeveError, protocolNumber } from '../model/index.ts';
import type { Family } from '../netfilter/index.ts';

/** What a packet of the question carries, before it is known in which family. */
export interface QuestionService {
  /** As it was asked for: "tcp/22". */
  readonly text: string;
  /** The family that the protocol has, if it has one. */
  readonly family: Family | undefined;
  flow(family: Family): Omit<Flow, 'source' | 'destination'> & { readonly tcpFlags?: readonly TcpFlag[] };
}

/** A sender's port as systems choose them; a rule that asks for source ports of clients asks for such. */
export const usualSourcePort = 40_000;

/**
 * Reads "tcp/22", "udp/53", "icmp", "icmp/8/0", "icmpv6", or a protocol by its name or number. Without a type the ICMPs
 * mean a ping. Throws BAD_SERVICE also for what is more than one packet: a range, "any".
 */
export function parseQuestionService(text: string, sourcePort: string | undefined): QuestionService {
  const { protocol, port_range_min: first, port_range_max: last } = parseService(text);
  const number = protocol === null ? undefined : protocolNumber(protocol);
  if (number === undefined || number === 0) throw new PortreeveError('ONE_SERVICE_NEEDED', { text });
  if (number === 1 || number === 58) {
    return {
      text,
      family: number === 58 ? 'ipv6' : undefined,
      flow: (family) => ({
        protocol: family === 'ipv6' ? 58 : 1,
        icmpType: first ?? (family === 'ipv6' ? 128 : 8),
        icmpCode: last ?? 0,
        icmpId: 1,
      }),
    };
  }
  if (first !== last) throw new PortreeveError('ONE_SERVICE_NEEDED', { text });
  const from = sourcePort === undefined ? usualSourcePort : wholeNumber('--source-port', sourcePort, 0, 65_535);
  const ports = { ...(first !== null && { sourcePort: from, destinationPort: first }) };
  return { text, family: undefined, flow: () => ({ protocol: number, ...ports }) };
}

/**
 * Family of the addresses that were asked for, else of the protocol; undefined: nothing tells it. Throws
 * NO_ADDRESS_IN_FAMILY if they do not agree.
 */
export function askedFamily(addresses: readonly string[], service: QuestionService): Family | undefined {
  let family = service.family;
  for (const address of addresses) {
    const own = address.includes(':') ? 'ipv6' : 'ipv4';
    family ??= own;
    if (own !== family) throw new PortreeveError('NO_ADDRESS_IN_FAMILY', { name: address, family });
  }
  return family;
}
