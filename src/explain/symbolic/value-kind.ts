import type { Family } from '../../netfilter/index.ts';
import type { CtState } from '../packet.ts';
import { allAddresses } from './address-intervals.ts';
import type { Interval } from './intervals.ts';
import { flagSets } from './tcp-flags.ts';

/** Kinds of values that are numbers. Both ends of a packet have the same kinds, so that they can be exchanged. */
export type ValueKind = (typeof valueKinds)[number];

export const valueKinds = [
  'fragment',
  'ctState',
  'protocol',
  'tcpFlags',
  'port',
  'icmp',
  'address',
  'mac',
  'ttl',
  'length',
] as const;

/** States of conntrack in the order of their numbers. */
export const ctStates: readonly CtState[] = ['NEW', 'ESTABLISHED', 'RELATED', 'INVALID', 'UNTRACKED'];

/** All values that a field of the kind can have. Type and code of ICMP are one number, the type first. */
export function wholeOf(kind: ValueKind, family: Family): Interval {
  switch (kind) {
    case 'fragment':
      return { first: 0, last: 1 };
    case 'ctState':
      return { first: 0, last: ctStates.length - 1 };
    case 'protocol':
    case 'ttl':
      return { first: 0, last: 255 };
    case 'tcpFlags':
      return { first: 0, last: flagSets - 1 };
    case 'port':
    case 'icmp':
    case 'length':
      return { first: 0, last: 65_535 };
    case 'address':
      return allAddresses(family);
    case 'mac':
      return { first: 0, last: 2 ** 48 - 1 };
  }
}
