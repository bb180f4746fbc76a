import { normalizeCidr } from 'cidr-tools';
import { parseIp, stringifyIp } from 'ip-bigint';
import ipRegex from 'ip-regex';

declare const brand: unique symbol;

/** An IPv4 or IPv6 address in canonical spelling: small letters, shortest form, no zone. */
export type Address = string & { readonly [brand]: 'Address' };
/** An IPv4 or IPv6 prefix in canonical spelling, always with its length, host bits cleared. */
export type Cidr = string & { readonly [brand]: 'Cidr' };
export type IpVersion = 4 | 6;

const v4Exact = ipRegex.v4({ exact: true });
const v6Exact = ipRegex.v6({ exact: true });
const prefixLength = /^(?:0|[1-9][0-9]{0,2})$/;

/**
 * "FE80::0001" -> "fe80::1". Undefined if it is not an address: no zone, no leading zeros, no short IPv4 forms.
 * The only gate for addresses (several libraries read "010.0.0.1" as 8.0.0.1).
 */
export function parseAddress(text: string): Address | undefined {
  const version = addressVersion(text);
  if (version === undefined) return undefined;
  return (version === 4 ? text : stringifyIp(parseIp(text))) as Address;
}

/** "10.0.0.7/24" -> "10.0.0.0/24", "10.0.0.7" -> "10.0.0.7/32". Undefined if it is neither address nor prefix. */
export function parseCidr(text: string): Cidr | undefined {
  const slash = text.indexOf('/');
  const address = slash < 0 ? text : text.slice(0, slash);
  const version = addressVersion(address);
  if (version === undefined) return undefined;
  // Most prefixes of a host are whole addresses, and masking nothing off them costs as much as all the rest.
  if (slash < 0) return wholeCidr(address, version);
  const bits = version === 4 ? 32 : 128;
  const length = text.slice(slash + 1);
  if (!prefixLength.test(length) || Number(length) > bits) return undefined;
  return normalizeCidr(`${address}/${length}`) as Cidr;
}

/** As a prefix even an IPv4-mapped address is spelled in hexadecimal digits only. */
function wholeCidr(address: string, version: IpVersion): Cidr {
  return (version === 4 ? `${address}/32` : `${stringifyIp({ number: parseIp(address).number, version })}/128`) as Cidr;
}

/** 4, 6, or undefined if the text is no address. */
export function addressVersion(text: string): IpVersion | undefined {
  if (text.includes('%')) return undefined;
  // Told apart by the colon first: the pattern of IPv6 is long, and takes 5 ms to compile when it is first used.
  if (!text.includes(':')) return v4Exact.test(text) ? 4 : undefined;
  return v6Exact.test(text) ? 6 : undefined;
}

export function cidrVersion(cidr: Cidr | Address): IpVersion {
  return cidr.includes(':') ? 6 : 4;
}

/** First address as a number, and the length of the prefix in bits. */
export function cidrParts(cidr: Cidr): {
  readonly version: IpVersion;
  readonly first: bigint;
  readonly length: number;
} {
  const slash = cidr.indexOf('/');
  const { number } = parseIp(cidr.slice(0, slash));
  return { version: cidrVersion(cidr), first: number, length: Number(cidr.slice(slash + 1)) };
}

export function addressNumber(address: Address): bigint {
  return parseIp(address).number;
}

export function addressFromNumber(number: bigint, version: IpVersion): Address {
  return stringifyIp({ number, version }) as Address;
}

/** Whether the prefix holds the address; false across versions. */
export function cidrContains(cidr: Cidr, address: Address): boolean {
  const { version, first, length } = cidrParts(cidr);
  if (version !== cidrVersion(address)) return false;
  const hostBits = BigInt((version === 4 ? 32 : 128) - length);
  return addressNumber(address) >> hostBits === first >> hostBits;
}
