import { addressMask, addressWords, maskHolds } from './address-words.ts';

/** What a host is besides its rules. What is absent is not known, and what depends on it is answered "unknown". */
export interface HostFacts {
  /** Which of the two kernel parts has the rules. They differ in one thing alone: see `match-test/ports.ts`. Absent: legacy. */
  readonly backend?: 'legacy' | 'nft';
  /** All of the host's devices. */
  readonly devices?: readonly HostDevice[];
  /** Besides the networks of the devices' own addresses, which need not be said. */
  readonly routes?: readonly HostRoute[];
  /** The port of a bridge behind which an address is. */
  readonly behind?: ReadonlyMap<string, string>;
  /** By name, with dots: "net.netfilter.nf_conntrack_tcp_loose" -> "0". One that is absent has the kernel's default. */
  readonly sysctls?: ReadonlyMap<string, string>;
}

export interface HostDevice {
  readonly name: string;
  /** With the length of their network: "10.0.0.1/24". */
  readonly addresses: readonly string[];
  /** Number of its group (`ip link set group`). Absent: 0. */
  readonly group?: number;
}

export interface HostRoute {
  /** A prefix; "0.0.0.0/0" is the default. */
  readonly destination: string;
  readonly device: string;
}

/** Where the host sends a packet for an address: to itself, or out by a device. Undefined: no telling. */
export type Way = { readonly kind: 'local' } | { readonly kind: 'out'; readonly device: string };

/** The longest prefix decides. An address of the host itself, or a broadcast address of its networks, is local. */
export function wayTo(destination: string, host: HostFacts): Way | undefined {
  if (!host.devices) return undefined;
  const type = addressType(destination, host.devices);
  if (type === 'local' || type === 'broadcast') return { kind: 'local' };
  const words = addressWords(destination);
  if (!words) return undefined;
  let best: { readonly length: number; readonly device: string } | undefined;
  const connected = host.devices.flatMap(({ name, addresses }) =>
    addresses.map((address) => ({ destination: address, device: name })),
  );
  for (const route of [...connected, ...(host.routes ?? [])]) {
    const mask = addressMask(route.destination);
    const length = prefixLength(route.destination);
    if (mask && maskHolds(mask, words) && length > (best?.length ?? -1)) best = { length, device: route.device };
  }
  return best && { kind: 'out', device: best.device };
}

/** What an IPv4 or IPv6 address is to a host: its own, the broadcast address of one of its networks, or neither. */
export function addressType(address: string, devices: readonly HostDevice[]): 'local' | 'broadcast' | 'other' {
  const words = addressWords(address);
  if (!words) return 'other';
  if (isLoopback(address)) return 'local';
  let isBroadcast = false;
  for (const own of devices.flatMap(({ addresses }) => addresses)) {
    const mask = addressMask(own);
    if (!mask || mask.first.length !== words.length) continue;
    if (mask.first.every((word, i) => word === words[i])) return 'local';
    const hasBroadcast = words.length === 2 && prefixLength(own) < 31;
    // Linux 5.14 and later: only the highest address of a network is its broadcast address.
    if (hasBroadcast && words.every((word, i) => word === ((mask.first[i] ?? 0) | (~(mask.mask[i] ?? 0) & 0xffff)))) {
      isBroadcast = true;
    }
  }
  return isBroadcast ? 'broadcast' : 'other';
}

/** 127.0.0.0/8, ::1. */
export function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}

/** Undefined: not known, or it has none of that family, or several. */
export function onlyAddress(device: string, family: 'ipv4' | 'ipv6', host: HostFacts): string | undefined {
  const addresses = (host.devices ?? [])
    .filter(({ name }) => name === device)
    .flatMap((found) => found.addresses.map((address) => address.split('/')[0] ?? ''))
    .filter((address) => address.includes(':') === (family === 'ipv6') && !/^fe[89ab]/i.test(address));
  return addresses.length === 1 ? addresses[0] : undefined;
}

function prefixLength(prefix: string): number {
  const slash = prefix.indexOf('/');
  return slash < 0 ? (prefix.includes(':') ? 128 : 32) : Number(prefix.slice(slash + 1));
}
