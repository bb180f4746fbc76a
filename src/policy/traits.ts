import {
  type AddressGroup,
  type BoundPort,
  type Direction,
  type IpVersion,
  type SecurityGroupId,
  type SecurityGroupRule,
  addressVersion,
  cidrParts,
  parseCidr,
} from '../model/index.ts';
import { isFiltered } from './cloud.ts';

export type IpFamily = 'ipv4' | 'ipv6';
export const families: readonly IpFamily[] = ['ipv4', 'ipv6'];
export const directions: readonly Direction[] = ['ingress', 'egress'];

/** The addresses of a prefix, as numbers. */
export interface Span {
  readonly version: IpVersion;
  readonly first: bigint;
  /** Length of the prefix in bits. */
  readonly length: number;
}

/** What rules can tell of a port. */
export interface PortTraits {
  readonly isFiltered: boolean;
  /** Each once, sorted: their order decides nothing. */
  readonly groups: readonly SecurityGroupId[];
  readonly addresses: { readonly [family in IpFamily]: readonly bigint[] };
}

/** Ports, rules and groups are never changed in place: what was worked out of one holds as long as it is there. */
function remembered<K extends object, V>(work: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, V>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const made = work(key);
    known.set(key, made);
    return made;
  };
}

export const traitsOf = remembered((port: BoundPort): PortTraits => {
  const groups = [...new Set(port.securityGroups)].sort();
  const spans = port.fixedIps.flatMap(({ ipAddress }) => spanOf(ipAddress) ?? []);
  const of = (version: IpVersion) => spans.filter((span) => span.version === version).map(({ first }) => first);
  return {
    isFiltered: isFiltered(port),
    groups,
    addresses: { ipv4: of(4), ipv6: of(6) },
  };
});

/** Of an address group: the addresses and prefixes that are some. */
export const spansOfGroup = remembered((group: AddressGroup): readonly Span[] =>
  group.addresses.flatMap((text) => spanOf(text) ?? []),
);

/** Of a rule that names a prefix. */
export const spansOfRule = remembered(({ remote }: SecurityGroupRule): readonly Span[] => {
  const span = remote.kind === 'prefix' ? spanOf(remote.prefix) : undefined;
  return span === undefined ? [] : [span];
});

export function spanOf(text: string): Span | undefined {
  // "10.0.0.1" and "10.0.0.0/8"; anything else is looked at no further.
  if (addressVersion(text.split('/', 1)[0] ?? '') === undefined) return undefined;
  const cidr = parseCidr(text);
  return cidr === undefined ? undefined : cidrParts(cidr);
}

/** Whether all of the first is in the second. */
export function isWithin(inner: Span, outer: Span): boolean {
  if (inner.version !== outer.version || inner.length < outer.length) return false;
  return startIn(inner, outer.length) === startIn(outer, outer.length);
}

/** The first so many bits of a prefix. */
export function startIn({ version, first }: Span, length: number): bigint {
  return first >> BigInt((version === 4 ? 32 : 128) - length);
}
