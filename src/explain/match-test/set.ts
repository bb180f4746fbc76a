import type { Match } from '../../netfilter/index.ts';
import { type AddressWords, prefixKey } from '../address-words.ts';
import { type Answer, negateIf, unknown } from '../answer.ts';
import { type SetDimension, type SetIndex, anyMac } from '../set-members.ts';
import type { Sight } from '../sight.ts';

type SetMatch = Extract<Match, { kind: 'set' }>;

/** `-m set`. Only the members settle it: a set that the dump does not hold is unknown, the same wherever it is asked. */
export function testSet(match: SetMatch, sight: Sight): Answer {
  const question = `-m set --match-set ${match.name} ${match.flags.join(',')}`;
  const index = sight.sets.get(match.name);
  if (!index) return unknown(question, match.negated);
  const returnsNomatch = match.rest === '--return-nomatch';
  // Options that only keep books change nothing for the rule; the others ask counters that the dump does not tell.
  if (match.rest !== '' && !returnsNomatch && !/^! --update-(?:sub)?counters$/.test(match.rest)) {
    return unknown(`${question} ${match.rest}`, match.negated, false);
  }
  const found = find(index, match, sight, returnsNomatch, 0);
  return found === undefined ? unknown(question, match.negated) : negateIf(match.negated, found);
}

/** Undefined: not known. Sets of sets hold no sets of sets (ipset refuses it); a dump might say otherwise. */
function find(
  index: SetIndex,
  match: SetMatch,
  sight: Sight,
  returnsNomatch: boolean,
  depth: number,
): boolean | undefined {
  if (sight.changedSets?.has(index.name)) return undefined;
  if (index.listed) {
    if (depth > 0) return undefined;
    let isOpen = false;
    for (const name of index.listed) {
      const member = sight.sets.get(name);
      const found = member && find(member, match, sight, returnsNomatch, depth + 1);
      if (found === true) return true;
      if (found === undefined) isOpen = true;
    }
    return isOpen ? undefined : false;
  }
  const { dimensions } = index;
  if (!dimensions) return undefined;
  // With fewer directions than dimensions nothing is asked of the set, and nothing found.
  if (match.flags.length < dimensions.length) return false;
  if (index.family !== null && (index.family === 'inet6') !== (sight.packet.family === 'ipv6')) return false;
  return findKey(index, dimensions, match.flags, sight, '', 0, returnsNomatch);
}

/** Tries the prefixes of each dimension of kind `net` from the longest; the first element found decides. */
function findKey(
  index: SetIndex,
  dimensions: readonly SetDimension[],
  flags: SetMatch['flags'],
  sight: Sight,
  before: string,
  at: number,
  returnsNomatch: boolean,
): boolean | undefined {
  const dimension = dimensions[at];
  if (dimension === undefined) {
    const excepts = index.elements.get(before);
    return excepts !== undefined && holdsBy(excepts, index, returnsNomatch);
  }
  const keys = partKeys(index, dimension, at, flags[at] ?? 'src', sight);
  if (!keys) return undefined;
  for (const key of keys) {
    const whole = at === 0 ? key : `${before},${key}`;
    if (at === dimensions.length - 1) {
      const excepts = index.elements.get(whole);
      if (excepts !== undefined) return holdsBy(excepts, index, returnsNomatch);
    } else {
      const found = findKey(index, dimensions, flags, sight, whole, at + 1, returnsNomatch);
      if (found !== false) return found;
    }
  }
  return false;
}

/** With `--return-nomatch` the exceptions of a set are what it holds, and nothing else is (observed, Linux 6.18). */
function holdsBy(excepts: boolean, { dimensions }: SetIndex, returnsNomatch: boolean): boolean {
  return returnsNomatch && dimensions?.includes('net') ? excepts : !excepts;
}

/** Protocols that sets look into for a port, or for a type and code: TCP, UDP, SCTP, UDP-Lite and ICMP. */
const known: ReadonlySet<number> = new Set([1, 6, 17, 58, 132, 136]);

/** What an element can have at one place to hold the packet. Undefined: the packet does not say. */
function partKeys(
  index: SetIndex,
  dimension: SetDimension,
  at: number,
  flag: 'src' | 'dst',
  sight: Sight,
): readonly string[] | undefined {
  const { packet } = sight;
  switch (dimension) {
    case 'ip':
    case 'net': {
      const address: AddressWords | undefined = flag === 'src' ? sight.source : sight.destination;
      return address && (index.lengths[at] ?? []).map((length) => prefixKey(address, length));
    }
    case 'mac': {
      if (!sight.hasLinkHeader) return [];
      const mac = flag === 'src' ? packet.macSource : packet.macDestination;
      return mac === undefined ? undefined : [mac.toLowerCase(), anyMac];
    }
    case 'iface': {
      const name = flag === 'src' ? sight.in : sight.out;
      return name === undefined ? [] : [name, ...Array.from(name, (_, i) => `${name.slice(0, name.length - i)}+`)];
    }
    case 'port': {
      const { protocol } = packet;
      // A bitmap of ports knows TCP and UDP alone; other sets take a protocol without ports, and DCCP, as of port 0.
      const isBitmap = index.type.startsWith('bitmap:');
      if (isBitmap ? protocol !== 6 && protocol !== 17 : !known.has(protocol)) return isBitmap ? [] : [`${protocol}:0`];
      if (packet.laterFragment) return [];
      if (protocol === 1 || protocol === 58) {
        if (packet.icmpType === undefined || packet.icmpCode === undefined) return undefined;
        return [`${protocol}:${packet.icmpType * 256 + packet.icmpCode}`];
      }
      const port = flag === 'src' ? packet.sourcePort : packet.destinationPort;
      if (port === undefined) return undefined;
      return [isBitmap ? String(port) : `${protocol}:${port}`];
    }
  }
}
