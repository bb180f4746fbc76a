import { type HostDevice, addressType, isLoopback } from '../host-facts.ts';
import type { Answer } from '../answer.ts';
import type { Sight } from '../sight.ts';
import type { Option } from './options.ts';

/** `-m addrtype`: what the addresses are to the host, whose own are not in the packet. */
export function testAddrtype(options: readonly Option[], sight: Sight): Answer | undefined {
  const limit = options.find(({ name }) => name.startsWith('--limit-iface-'))?.name;
  const device = limit === '--limit-iface-in' ? sight.in : limit === '--limit-iface-out' ? sight.out : undefined;
  const devices = sight.host?.devices?.filter(({ name }) => limit === undefined || name === device);
  let isOpen = false;
  for (const { name, values, negated } of options) {
    if (name === limit) continue;
    const address = name === '--src-type' ? sight.packet.source : name === '--dst-type' ? sight.packet.destination : '';
    const types = (values[0] ?? '').split(',');
    const is =
      sight.packet.family === 'ipv4'
        ? isOneOf(types, address, devices)
        : isAllOf(types, address, devices, limit !== undefined);
    if (is === undefined) isOpen = true;
    else if (is === negated) return false;
  }
  return isOpen || options.length === 0 ? undefined : true;
}

/** IPv4: an address has one type. */
function isOneOf(
  types: readonly string[],
  address: string,
  devices: readonly HostDevice[] | undefined,
): boolean | undefined {
  const type = typeOf(address, devices);
  return type === undefined ? undefined : types.includes(type);
}

function typeOf(address: string, devices: readonly HostDevice[] | undefined): string | undefined {
  const first = Number(address.split('.', 1)[0]);
  if (Number.isNaN(first)) return undefined;
  if (first === 0 || address === '255.255.255.255') return 'BROADCAST';
  if (first >= 224 && first <= 239) return 'MULTICAST';
  if (isLoopback(address) && devices?.every(({ name }) => name !== 'lo')) return 'UNICAST';
  if (!devices) return isLoopback(address) ? 'LOCAL' : undefined;
  const type = addressType(address, devices);
  return type === 'local' ? 'LOCAL' : type === 'broadcast' ? 'BROADCAST' : 'UNICAST';
}

/** IPv6: each type that is named has to hold (observed, Linux 6.18). */
function isAllOf(
  types: readonly string[],
  address: string,
  devices: readonly HostDevice[] | undefined,
  isLimited: boolean,
): boolean | undefined {
  const isMulticast = /^ff/i.test(address);
  if (!address.includes(':')) return undefined;
  if (types.includes('MULTICAST') && !isMulticast) return false;
  if (types.includes('UNICAST') && (isMulticast || address === '::')) return false;
  if (types.includes('UNSPEC') && address !== '::') return false;
  // These ask the routes.
  const asked = types.filter((type) => type === 'LOCAL' || type === 'ANYCAST' || type === 'UNREACHABLE');
  if (asked.length === 0) return true;
  if (isLimited || asked.some((type) => type !== 'LOCAL') || !devices) return undefined;
  return addressType(address, devices) === 'local';
}
