import { type Address, type Cidr, addressFromNumber, addressNumber, cidrParts } from '../../model/index.ts';
import type { AllocationPool } from '../../store/index.ts';
import { subnet as refusals } from '../errors.ts';

/** Addresses as numbers, both ends included. */
export interface Range {
  readonly first: bigint;
  readonly last: bigint;
}

/**
 * Addresses of a subnet that ports may have: IPv4 without the network and the broadcast address (which a /31 and a /32
 * have not), IPv6 all.
 */
export function usable(cidr: Cidr): Range {
  const { version, first, length } = cidrParts(cidr);
  const bits = version === 4 ? 32 : 128;
  const last = first + (1n << BigInt(bits - length)) - 1n;
  return version === 4 && length < 31 ? { first: first + 1n, last: last - 1n } : { first, last };
}

/**
 * The gateway of a subnet that names none: the first address of the prefix, which for IPv6 is the one that the
 * reference chooses too (the subnet-router anycast address).
 */
export function defaultGateway(cidr: Cidr): string {
  const { version, first } = cidrParts(cidr);
  return addressFromNumber(version === 4 ? usable(cidr).first : first, version);
}

/** Pools of a subnet that names none: all usable addresses but the gateway. */
export function defaultPools(cidr: Cidr, gateway: string | null): readonly AllocationPool[] {
  const { version, length } = cidrParts(cidr);
  const { first: from, last } = usable(cidr);
  // The recorded server leaves out the anycast address of an IPv6 prefix even when it is not the gateway.
  const first = version === 6 && length < 127 ? from + 1n : from;
  const taken = gateway === null ? -1n : addressNumber(gateway as Address);
  const ranges = [
    { first, last: taken >= first && taken <= last ? taken - 1n : last },
    ...(taken >= first && taken <= last ? [{ first: taken + 1n, last }] : []),
  ];
  return ranges
    .filter((range) => range.first <= range.last)
    .map((range) => ({
      start: addressFromNumber(range.first, version),
      end: addressFromNumber(range.last, version),
    }));
}

export function rangeOf(pool: AllocationPool): Range {
  return { first: addressNumber(pool.start as Address), last: addressNumber(pool.end as Address) };
}

/** Pools in canonical form and order, or the refusal of the first that is wrong. */
export function checkPools(pools: readonly AllocationPool[], cidr: Cidr): readonly AllocationPool[] {
  const { version } = cidrParts(cidr);
  const inside = usable(cidr);
  const sorted = pools.toSorted((a, b) => (rangeOf(a).first < rangeOf(b).first ? -1 : 1));
  let before: AllocationPool | undefined;
  for (const pool of sorted) {
    if (pool.start.includes(':') !== (version === 6) || pool.end.includes(':') !== (version === 6)) {
      throw refusals.badPool(poolText(pool));
    }
    const { first, last } = rangeOf(pool);
    if (first > last) throw refusals.badPool(poolText(pool));
    if (first < inside.first || last > inside.last) throw refusals.poolOutside(poolText(pool), cidr);
    if (before !== undefined && rangeOf(before).last >= first) {
      throw refusals.poolsOverlap(poolText(before), poolText(pool), cidr);
    }
    before = pool;
  }
  return sorted;
}

export function refuseGatewayInPool(gateway: string | null, pools: readonly AllocationPool[]): void {
  if (gateway === null) return;
  const number = addressNumber(gateway as Address);
  for (const pool of pools) {
    const { first, last } = rangeOf(pool);
    if (pool.start.includes(':') === gateway.includes(':') && number >= first && number <= last) {
      throw refusals.gatewayInPool(gateway, poolText(pool));
    }
  }
}

function poolText(pool: AllocationPool): string {
  return `${pool.start}-${pool.end}`;
}
