import type { Family } from '../netfilter/index.ts';

/** Connections to delete: those of one address of a port, in one direction, as few as the rest says. */
export interface ConnectionFilter {
  readonly family: Family;
  readonly zone: number | null;
  /** Towards the address, or from it. */
  readonly direction: 'to' | 'from';
  readonly address: string;
  /** As conntrack takes it; absent: every protocol. */
  readonly protocol?: string;
  /** The other end; absent: whoever. */
  readonly remote?: string;
}

/** What follows `conntrack -D`, word by word, in the order in which Neutron's agent writes it. */
function filterWords({ family, zone, direction, address, protocol, remote }: ConnectionFilter): readonly string[] {
  const [own, other] = direction === 'to' ? ['-d', '-s'] : ['-s', '-d'];
  return [
    ...(protocol === undefined ? [] : ['-p', protocol]),
    '-f',
    family,
    own,
    address,
    ...(zone === null ? [] : ['-w', String(zone)]),
    ...(remote === undefined ? [] : [other, remote]),
  ];
}

/** The whole command. */
export function printFlush(filter: ConnectionFilter): string {
  return `conntrack -D ${filterWords(filter).join(' ')}`;
}
