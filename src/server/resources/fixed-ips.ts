import {
  type Address,
  type Cidr,
  addressFromNumber,
  addressNumber,
  cidrContains,
  cidrParts,
} from '../../model/index.ts';
import type { Reader, Row, Writer } from '../../store/index.ts';
import { generic, port as refusals } from '../errors.ts';
import type { Call } from '../resource/resource.ts';
import { everyRow, rowsWhere } from '../resource/rows.ts';
import { rangeOf, usable } from './pool.ts';

type Subnet = Row<'subnets'>;

/** What a client asks for: an address, or any address of a subnet. */
export interface WantedIp {
  readonly subnet_id?: string | undefined;
  readonly ip_address?: string | undefined;
}

/** A port as far as its addresses go. */
export interface Addressee {
  readonly portId: string;
  readonly networkId: string;
  readonly mac: string;
  readonly deviceOwner: string;
}

/** Subnets whose addresses follow from the MAC: every port of the network has one, asked for or not. */
export function isAutomatic(subnet: Subnet): boolean {
  const modes = [subnet.ipv6_address_mode, subnet.ipv6_ra_mode];
  return modes.some((mode) => mode === 'slaac' || mode === 'dhcpv6-stateless');
}

/** Gives a port other addresses. Those that it has and still wants stay as they are. */
export async function reassignAddresses(
  call: Call<Writer>,
  port: Addressee,
  wanted: readonly WantedIp[],
): Promise<void> {
  const before = (await rowsWhere(call.tx, 'ip_allocations', 'port_id', [port.portId])).toSorted(byPosition);
  await call.tx.clear('ip_allocations', [{ column: 'port_id', in: [port.portId] }]);
  await assignAddresses(call, port, wanted, before);
}

/**
 * Gives a port that has none its addresses. `wanted` undefined: one of each IP version that the network has.
 * `before`: those that it had until now.
 */
export async function assignAddresses(
  call: Call<Writer>,
  port: Addressee,
  wanted: readonly WantedIp[] | undefined,
  before: readonly Row<'ip_allocations'>[] = [],
): Promise<void> {
  const { tx } = call;
  const subnets = (await rowsWhere(tx, 'subnets', 'network_id', [port.networkId])).toSorted((a, b) => a.seq - b.seq);

  const rows: { readonly subnet: Subnet; readonly number: bigint }[] = [];
  const take = async (subnet: Subnet, number: bigint) => {
    const address = addressFromNumber(number, subnet.ip_version === 4 ? 4 : 6);
    await tx.insert('ip_allocations', [
      {
        port_id: port.portId,
        subnet_id: subnet.id,
        network_id: port.networkId,
        ip_address: address,
        number: sortable(number),
        position: rows.length,
      },
    ]);
    rows.push({ subnet, number });
  };
  const has = (subnet: Subnet) => rows.some((row) => row.subnet.id === subnet.id);

  for (const one of wanted ?? []) {
    const { subnet, number } = await resolve(tx, port, one, subnets, before);
    // A port has one address there, however often it is asked for: clients send what it has along with what is new.
    if (isAutomatic(subnet) && has(subnet)) continue;
    await refuseTaken(tx, subnet, number);
    await take(subnet, number);
  }
  if (wanted === undefined) await takeOneOfEach(call, port, servingSubnets(port, subnets), take);
  for (const subnet of subnets) {
    if (isAutomatic(subnet) && !has(subnet) && !isRouter(port.deviceOwner)) {
      const number = eui64(subnet.cidr as Cidr, port.mac);
      await refuseTaken(tx, subnet, number);
      await take(subnet, number);
    }
  }
}

/** A subnet became automatic by its creation: the ports that are there already get their addresses. */
export async function addAutomaticAddresses(call: Call<Writer>, subnet: Subnet): Promise<void> {
  for (const port of await everyRow(call.tx, 'ports', 'network_id', [subnet.network_id])) {
    if (isRouter(port.device_owner)) continue;
    const own = await rowsWhere(call.tx, 'ip_allocations', 'port_id', [port.id]);
    const number = eui64(subnet.cidr as Cidr, port.mac_address);
    await call.tx.insert('ip_allocations', [
      {
        port_id: port.id,
        subnet_id: subnet.id,
        network_id: subnet.network_id,
        ip_address: addressFromNumber(number, 6),
        number: sortable(number),
        position: Math.max(-1, ...own.map((row) => row.position)) + 1,
      },
    ]);
    await call.tx.update('ports', port.id, {});
  }
}

export function byPosition(a: { readonly position: number }, b: { readonly position: number }): number {
  return a.position - b.position;
}

async function takeOneOfEach(
  call: Call<Writer>,
  port: Addressee,
  subnets: readonly Subnet[],
  take: (subnet: Subnet, number: bigint) => Promise<void>,
): Promise<void> {
  for (const version of [4, 6]) {
    const candidates = subnets.filter((subnet) => subnet.ip_version === version && !isAutomatic(subnet));
    let isServed = candidates.length === 0;
    for (const subnet of candidates) {
      const number = await nextFree(call.tx, subnet);
      if (number === undefined) continue;
      await take(subnet, number);
      isServed = true;
      break;
    }
    if (!isServed) throw refusals.noAddressLeft(port.networkId);
  }
}

/** Which subnet and which address a client's wish means. */
async function resolve(
  tx: Writer,
  port: Addressee,
  wanted: WantedIp,
  subnets: readonly Subnet[],
  before: readonly Row<'ip_allocations'>[],
): Promise<{ readonly subnet: Subnet; readonly number: bigint }> {
  const { subnet_id: id, ip_address: text } = wanted;
  if (id === undefined && text === undefined) {
    throw generic.invalidInput('IP allocation requires subnet_id or ip_address.');
  }
  if (text === undefined) {
    const subnet = subnets.find((candidate) => candidate.id === id);
    if (subnet === undefined) throw notOfNetwork(port, id ?? '');
    const number = isAutomatic(subnet) ? eui64(subnet.cidr as Cidr, port.mac) : await keptOrNext(tx, subnet, before);
    if (number === undefined) throw refusals.noAddressLeft(port.networkId);
    return { subnet, number };
  }
  const address = text as Address;
  const subnet = subnets.find((candidate) =>
    id === undefined ? cidrContains(candidate.cidr as Cidr, address) : candidate.id === id,
  );
  if (subnet === undefined) throw id === undefined ? refusals.notOfNetwork(text) : notOfNetwork(port, id);
  const number = addressNumber(address);
  const { first, last } = usable(subnet.cidr as Cidr);
  const isInside = cidrContains(subnet.cidr as Cidr, address) && number >= first && number <= last;
  if (!isInside || (isAutomatic(subnet) && number !== eui64(subnet.cidr as Cidr, port.mac))) {
    throw refusals.notOfSubnet(text);
  }
  return { subnet, number };
}

/** "Any address of this subnet" keeps the one that the port has there. */
async function keptOrNext(
  tx: Writer,
  subnet: Subnet,
  before: readonly Row<'ip_allocations'>[],
): Promise<bigint | undefined> {
  for (const old of before) {
    if (old.subnet_id === subnet.id && !(await isTaken(tx, subnet, BigInt(`0x${old.number}`)))) {
      return BigInt(`0x${old.number}`);
    }
  }
  return nextFree(tx, subnet);
}

/**
 * A free address of the pools: the first after the one that was given last, then from the start again. So the cost
 * does not grow with the subnet, and an address that was just given back rests a while.
 */
export async function nextFree(tx: Writer, subnet: Subnet): Promise<bigint | undefined> {
  const [cursor] = await tx.list('allocation_cursors', { where: [{ column: 'subnet_id', in: [subnet.id] }] });
  const from = cursor === undefined ? 0n : BigInt(`0x${cursor.number}`) + 1n;
  const found = (await firstFree(tx, subnet, from)) ?? (from > 0n ? await firstFree(tx, subnet, 0n) : undefined);
  if (found === undefined) return undefined;
  const where = [{ column: 'subnet_id', in: [subnet.id] } as const];
  if (cursor === undefined) {
    await tx.insert('allocation_cursors', [{ subnet_id: subnet.id, number: sortable(found) }]);
  } else await tx.note('allocation_cursors', where, { number: sortable(found) });
  return found;
}

async function firstFree(tx: Reader, subnet: Subnet, from: bigint): Promise<bigint | undefined> {
  for (const pool of subnet.allocation_pools) {
    const { first, last } = rangeOf(pool);
    let candidate = from > first ? from : first;
    while (candidate <= last) {
      const taken = await tx.list('ip_allocations', {
        where: [
          { column: 'subnet_id', in: [subnet.id] },
          { column: 'number', atLeast: sortable(candidate) },
        ],
        sort: [{ column: 'number', direction: 'asc' }],
        limit: takenPerLook,
      });
      const start = candidate;
      for (const { number } of taken) {
        if (BigInt(`0x${number}`) !== candidate) break;
        candidate++;
      }
      if (candidate - start < BigInt(takenPerLook)) break;
    }
    if (candidate <= last) return candidate;
  }
  return undefined;
}

const takenPerLook = 64;

async function refuseTaken(tx: Reader, subnet: Subnet, number: bigint): Promise<void> {
  if (await isTaken(tx, subnet, number)) {
    throw refusals.addressTaken(addressFromNumber(number, subnet.ip_version === 4 ? 4 : 6), subnet.id);
  }
}

async function isTaken(tx: Reader, subnet: Subnet, number: bigint): Promise<boolean> {
  const count = await tx.count('ip_allocations', [
    { column: 'subnet_id', in: [subnet.id] },
    { column: 'number', in: [sortable(number)] },
  ]);
  return count > 0;
}

/** Subnets may be kept for some kinds of ports. Those that are kept for the port's kind come first. */
function servingSubnets({ deviceOwner, networkId }: Addressee, subnets: readonly Subnet[]): readonly Subnet[] {
  const kept = subnets.filter((subnet) => subnet.service_types.some((type) => deviceOwner.startsWith(type)));
  const serving = [...kept, ...subnets.filter((subnet) => subnet.service_types.length === 0)];
  if (subnets.length > 0 && serving.length === 0) throw refusals.noServiceSubnet(networkId, deviceOwner);
  return serving;
}

function isRouter(deviceOwner: string): boolean {
  return deviceOwner.startsWith('network:router');
}

/** RFC 4291, appendix A: the MAC with ff:fe in its middle and its universal bit turned. */
export function eui64(cidr: Cidr, mac: string): bigint {
  const octets = mac.split(':').map((octet) => Number.parseInt(octet, 16));
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = octets;
  const host = [a ^ 2, b, c, 0xff, 0xfe, d, e, f].reduce((sum, octet) => (sum << 8n) | BigInt(octet), 0n);
  return cidrParts(cidr).first | host;
}

/** As 32 hex digits, which sort as the numbers do on every database. */
export function sortable(number: bigint): string {
  return number.toString(16).padStart(32, '0');
}

function notOfNetwork(port: Addressee, subnet: string) {
  return generic.invalidInput(
    `Failed to create port on network ${port.networkId}, because fixed_ips included invalid subnet ${subnet}`,
  );
}
