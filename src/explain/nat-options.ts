import { parseAddress } from '../model/index.ts';

/** What a target of the nat table may give a flow. */
export interface NatOptions {
  /** First and last address. Null: not understood, or not said by the rule. */
  readonly addresses: readonly [first: string, last: string] | 'stays' | null;
  readonly ports: NatPorts | undefined;
  /** The port is drawn by lot. */
  readonly isRandom: boolean;
  /** Prefix of NETMAP. */
  readonly to: string;
}

export interface NatPorts {
  readonly first: number;
  readonly last: number;
  /** Ports are counted from this one on: it becomes the first. */
  readonly base: number | undefined;
}

/** Options of DNAT, SNAT, MASQUERADE, REDIRECT and NETMAP as iptables-save prints them. */
export function natOptions(text: string): NatOptions {
  const words = text.split(' ');
  const after = (...names: readonly string[]): string | undefined => {
    const at = words.findIndex((word) => names.includes(word));
    return at < 0 ? undefined : words[at + 1];
  };
  const target = after('--to-destination', '--to-source');
  const { addresses, ports } = target === undefined ? { addresses: null, ports: after('--to-ports') } : split(target);
  const range = ports === undefined ? undefined : portRange(ports);
  return {
    addresses,
    ports: range,
    isRandom: words.includes('--random') || words.includes('--random-fully') || range === everyPort,
    to: after('--to') ?? '',
  };
}

/** "10.0.0.1-10.0.0.9:80-90", ":80", "[fd00::1]:80", "fd00::1". */
function split(target: string): Pick<NatOptions, 'addresses'> & { readonly ports: string | undefined } {
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(target);
  const hasOneColon = target.indexOf(':') === target.lastIndexOf(':');
  const [range = '', ports] = bracketed ? bracketed.slice(1) : hasOneColon ? target.split(':') : [target];
  if (range === '') return { addresses: 'stays', ports };
  const [first = '', last = first] = range.split('-').map((end) => end.replaceAll(/[[\]]/g, ''));
  const [from, to] = [parseAddress(first), parseAddress(last)];
  return { addresses: from && to ? [from, to] : null, ports };
}

/** Of a text that is not understood: it can be any. */
const everyPort: NatPorts = { first: 0, last: 0xffff, base: undefined };

/** "80", "80-90", "80-90/1000". */
function portRange(text: string): NatPorts {
  const found = /^([0-9]{1,5})(?:-([0-9]{1,5}))?(?:\/([0-9]{1,5}))?$/.exec(text);
  if (!found) return everyPort;
  const [first, last, base] = found.slice(1).map((port) => (port === undefined ? undefined : Number(port)));
  if (first === undefined) return everyPort;
  return { first, last: last ?? first, base };
}
