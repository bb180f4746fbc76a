import { protocolText } from '../../model/index.ts';
import type { Flow } from '../packet.ts';

/** What a packet asks for, as people and the verbs write it, in no language: "tcp/22", "icmp/8", "gre". */
export function serviceText({ protocol, destinationPort, icmpType, icmpCode }: Flow): string {
  const name = protocol === 58 ? 'icmpv6' : protocolText(protocol);
  if (protocol === 1 || protocol === 58) {
    if (icmpType === undefined) return name;
    return `${name}/${icmpType}${icmpCode === undefined || icmpCode === 0 ? '' : `/${icmpCode}`}`;
  }
  return destinationPort === undefined ? name : `${name}/${destinationPort}`;
}
