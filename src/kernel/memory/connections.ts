import { type Cidr, cidrContains, cidrVersion, parseAddress, parseCidr } from '../../model/index.ts';
import { type Family, protocolNumber } from '../../netfilter/index.ts';

/** A connection as it was begun: who spoke first, to whom. */
export interface Connection {
  readonly family: Family;
  readonly protocol: number;
  readonly source: string;
  readonly destination: string;
  readonly zone: number;
}

/** Whether a connection is one that a filter of `conntrack -D` means; or why the filter is none, in the program's words. */
export function readConnectionFilter(
  words: readonly string[],
): { readonly fits: (connection: Connection) => boolean } | { readonly reason: string } {
  const wanted = new Map<string, string>();
  for (let at = 0; at < words.length; at += 2) {
    const [option = '', value] = words.slice(at, at + 2);
    if (!['-f', '-p', '-s', '-d', '-w'].includes(option)) return { reason: `unknown option \`${option}'` };
    if (value === undefined) return { reason: `option \`${option}' requires an argument` };
    wanted.set(option, value);
  }
  const family = wanted.get('-f') ?? 'ipv4';
  if (family !== 'ipv4' && family !== 'ipv6') return { reason: `Invalid family \`${family}'` };
  const ends = new Map<string, Cidr>();
  for (const option of ['-s', '-d']) {
    const text = wanted.get(option);
    if (text === undefined) continue;
    const cidr = parseCidr(text);
    if (cidr === undefined) return { reason: `Invalid IP address \`${text}'` };
    if (cidrVersion(cidr) !== (family === 'ipv6' ? 6 : 4)) return { reason: 'mismatched address family' };
    ends.set(option, cidr);
  }
  const isIn = (option: string, text: string) => {
    const cidr = ends.get(option);
    const address = parseAddress(text);
    return cidr === undefined || (address !== undefined && cidrContains(cidr, address));
  };
  const protocolText = wanted.get('-p');
  const protocol = protocolText === undefined ? undefined : protocolNumber(protocolText);
  if (protocolText !== undefined && protocol === undefined)
    return { reason: `\`${protocolText}' unsupported protocol` };
  const zone = wanted.get('-w');
  if (zone !== undefined && !/^\d{1,5}$/.test(zone)) return { reason: `Invalid zone \`${zone}'` };
  return {
    fits: (connection) =>
      connection.family === family &&
      (protocol === undefined || connection.protocol === protocol) &&
      isIn('-s', connection.source) &&
      isIn('-d', connection.destination) &&
      (zone === undefined || connection.zone === Number(zone)),
  };
}
