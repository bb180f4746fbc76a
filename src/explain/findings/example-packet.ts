import { addressFromNumber, cidrParts, parseAddress, parseCidr, protocolNumber } from '../../model/index.ts';
import type { Match } from '../../netfilter/index.ts';
import { keyAddress } from '../address-words.ts';
import type { Packet } from '../packet.ts';
import type { SetMembers } from '../set-members.ts';

/** A packet as the given one that some matches hold for, as far as their kinds say how. Undefined: no telling. */
export function examplePacket(matches: readonly Match[], packet: Packet, sets: SetMembers): Packet | undefined {
  let example: Packet | undefined = packet;
  for (const match of matches) example = example && fitting(match, example, sets);
  return example;
}

function fitting(match: Match, packet: Packet, sets: SetMembers): Packet | undefined {
  switch (match.kind) {
    case 'source':
    case 'destination': {
      const address = match.negated ? undefined : firstOf(match.cidr);
      return address === undefined ? undefined : { ...packet, [match.kind]: address };
    }
    case 'protocol': {
      const number = protocolNumber(match.protocol);
      return match.negated || number === undefined ? undefined : { ...packet, protocol: number };
    }
    case 'ports': {
      if (match.rest !== '' || match.source?.negated || match.destination?.negated) return undefined;
      return {
        ...packet,
        ...(match.source && { sourcePort: match.source.first }),
        ...(match.destination && { destinationPort: match.destination.first }),
      };
    }
    case 'multiport': {
      const port = match.ranges[0]?.first;
      if (match.negated || port === undefined) return undefined;
      return { ...packet, [match.side === 'source' ? 'sourcePort' : 'destinationPort']: port };
    }
    case 'set': {
      const index = match.negated ? undefined : sets.get(match.name);
      const [side] = match.flags;
      if (index?.dimensions?.length !== 1 || (index.dimensions[0] !== 'net' && index.dimensions[0] !== 'ip'))
        return undefined;
      const member = [...index.elements].find(([, excepts]) => !excepts)?.[0];
      const address = member === undefined ? undefined : parseAddress(keyAddress(member));
      if (address === undefined) return undefined;
      return { ...packet, [side === 'src' ? 'source' : 'destination']: address };
    }
    case 'comment':
      return packet;
    default:
      return undefined;
  }
}

function firstOf(text: string): string | undefined {
  const cidr = parseCidr(text);
  if (cidr === undefined) return undefined;
  const { first, version } = cidrParts(cidr);
  return addressFromNumber(first, version);
}
