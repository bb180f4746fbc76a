import type { HostFacts } from '../../../src/explain/index.ts';
import type { Family } from '../../../src/netfilter/index.ts';

/** A bridge of the host, or a plain device, and what the host is called there. */
export interface Network {
  readonly device: string;
  readonly isBridge: boolean;
  readonly mac: string;
  readonly address: { readonly [f in Family]: string };
  readonly group: number;
}

/** Something that sends and receives: behind a port of a bridge, or at the other end of the plain device. */
export interface Place {
  readonly name: string;
  readonly network: Network;
  /** Port of the bridge; the plain device itself. */
  readonly port: string;
  readonly mac: string;
  readonly addresses: { readonly [f in Family]: readonly string[] };
}

const left: Network = {
  device: 'brq11111111-11',
  isBridge: true,
  mac: 'fa:16:3e:00:00:f0',
  address: { ipv4: '10.0.9.9', ipv6: 'fd00::9:9' },
  group: 5,
};
const right: Network = {
  device: 'brq22222222-22',
  isBridge: true,
  mac: 'fa:16:3e:00:00:f1',
  address: { ipv4: '10.1.9.9', ipv6: 'fd00:1::9:9' },
  group: 6,
};
const plain: Network = {
  device: 'eth1',
  isBridge: false,
  mac: 'fa:16:3e:00:00:f2',
  address: { ipv4: '10.2.9.9', ipv6: 'fd00:2::9:9' },
  group: 0,
};
export const networks: readonly Network[] = [left, right, plain];

export const places: readonly Place[] = [
  {
    name: 'a',
    network: left,
    port: 'tapaaaaaaaa-aa',
    mac: 'fa:16:3e:00:00:0a',
    addresses: { ipv4: ['10.0.0.1', '10.0.0.9'], ipv6: ['fd00::1', 'fd00::9'] },
  },
  {
    name: 'b',
    network: left,
    port: 'tapbbbbbbbb-bb',
    mac: 'fa:16:3e:00:00:0b',
    addresses: { ipv4: ['10.0.1.1', '10.0.1.2'], ipv6: ['fd00::1:1', 'fd00::1:2'] },
  },
  {
    name: 'c',
    network: left,
    port: 'tapcccccccc-cc',
    mac: 'fa:16:3e:00:00:0c',
    addresses: { ipv4: ['10.0.0.2'], ipv6: ['fd00::2'] },
  },
  {
    name: 'd',
    network: right,
    port: 'tapdddddddd-dd',
    mac: 'fa:16:3e:00:00:0d',
    // All that NETMAP makes of the addresses of the others, so that each has a neighbour.
    addresses: {
      ipv4: ['10.1.0.1', '10.1.0.2', '10.1.0.9', '10.1.1.1', '10.1.1.2'],
      ipv6: ['fd00:1::1', 'fd00:1::2', 'fd00:1::9', 'fd00:1::1:1', 'fd00:1::1:2'],
    },
  },
  {
    name: 'e',
    network: plain,
    port: 'eth1',
    mac: 'fa:16:3e:00:00:0e',
    addresses: { ipv4: ['10.2.0.1'], ipv6: ['fd00:2::1'] },
  },
];

/** Length of every network's prefix. */
export const prefixLength: { readonly [f in Family]: number } = { ipv4: 16, ipv6: 64 };

export function placeOf(address: string): Place | undefined {
  return places.find(({ addresses }) => [...addresses.ipv4, ...addresses.ipv6].includes(address));
}

export function isHostAddress(address: string): boolean {
  return networks.some((network) => network.address.ipv4 === address || network.address.ipv6 === address);
}

/** What the evaluator is told of the host. */
export const hostFacts: HostFacts = {
  devices: [
    { name: 'lo', addresses: ['127.0.0.1/8', '::1/128'] },
    ...networks.map(({ device, address, group }) => ({
      name: device,
      addresses: [`${address.ipv4}/${prefixLength.ipv4}`, `${address.ipv6}/${prefixLength.ipv6}`],
      group,
    })),
    ...places.filter(({ network }) => network.isBridge).map(({ port }) => ({ name: port, addresses: [] })),
  ],
  behind: new Map(
    places
      .filter(({ network }) => network.isBridge)
      .flatMap(({ port, addresses }) => [...addresses.ipv4, ...addresses.ipv6].map((one) => [one, port] as const)),
  ),
};
