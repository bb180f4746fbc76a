import { lookUp } from '../conntrack.ts';
import { type CtState, type Packet, type Path, inverted } from '../packet.ts';
import { type Interval, complement, joined, one } from './intervals.ts';
import { flagSets, flagsOf } from './tcp-flags.ts';
import { ctStates } from './value-kind.ts';

/** Packets that conntrack treats alike: the states that it can give them, whatever it knows, and the one that it gives knowing nothing. */
export interface TrackedAlike {
  readonly protocols: readonly Interval[];
  /** Absent: whatever the field. */
  readonly field?: 'tcpFlags' | 'icmp';
  readonly intervals: readonly Interval[];
  readonly possible: readonly CtState[];
  readonly first: CtState;
}

type Ends = Pick<Packet, 'family' | 'path' | 'source' | 'destination'>;

const ends: Omit<Ends, 'path'> = {
  family: 'ipv4',
  source: '192.0.2.1',
  destination: '192.0.2.2',
};

/**
 * All packets by what conntrack makes of them, asked of the evaluator's own conntrack one kind at a time. To what it
 * finds or does not find come two states that one packet alone cannot show: INVALID, for a wrong checksum or a segment
 * out of its window, and RELATED, for a connection that a helper expected.
 */
export function trackedAlike(path: Path): readonly TrackedAlike[] {
  // Checksums are looked at where packets come in.
  const like = path === 'localOut' ? 'localOut' : 'bridged';
  let alike = known.get(like);
  if (!alike) known.set(like, (alike = findAlike({ ...ends, path: like })));
  return alike;
}

/** The same for every host, and some thousand look-ups. */
const known = new Map<Path, readonly TrackedAlike[]>();

function findAlike(ends: Ends): readonly TrackedAlike[] {
  const flags = Array.from({ length: flagSets }, (_, number): [Interval, Packet] => [
    one(number),
    { ...ends, protocol: 6, sourcePort: 1, destinationPort: 2, tcpFlags: flagsOf(number) },
  ]);
  const types = (protocol: number) =>
    Array.from({ length: 256 }, (_, icmpType): [Interval, Packet] => [
      { first: icmpType * 256, last: icmpType * 256 + 255 },
      { ...ends, protocol, icmpType, icmpCode: 0, icmpId: 1 },
    ]);
  const special = [one(1), one(6), one(58), one(136)];
  const withPorts = (protocol: number) => statesOf({ ...ends, protocol, sourcePort: 1, destinationPort: 2 });
  return [
    { protocols: complement(special, { first: 0, last: 255 }), intervals: [], ...withPorts(17) },
    { protocols: [one(136)], intervals: [], ...withPorts(136) },
    ...group(6, 'tcpFlags', flags),
    ...group(1, 'icmp', types(1)),
    ...group(58, 'icmp', types(58)),
  ];
}

function group(
  protocol: number,
  field: 'tcpFlags' | 'icmp',
  values: readonly [Interval, Packet][],
): readonly TrackedAlike[] {
  const groups = new Map<string, { readonly intervals: Interval[]; readonly states: States }>();
  for (const [interval, packet] of values) {
    const states = statesOf(packet);
    const key = `${states.first} ${states.possible.join()}`;
    const found = groups.get(key);
    if (found) found.intervals.push(interval);
    else groups.set(key, { intervals: [interval], states });
  }
  return [...groups.values()].map(({ intervals, states }) => ({
    protocols: [one(protocol)],
    field,
    intervals: joined(intervals),
    ...states,
  }));
}

type States = Pick<TrackedAlike, 'possible' | 'first'>;

function statesOf(packet: Packet): States {
  const first = lookUp(packet, [], 0).state;
  const found = new Set<CtState>([first]);
  for (const flow of [packet, inverted(packet)]) {
    // Only what can open a connection leaves an entry that a later packet belongs to.
    if (lookUp({ ...packet, ...flow, tcpFlags: ['SYN'] }, [], 0).state !== 'NEW') continue;
    for (const replied of [true, false]) found.add(lookUp(packet, [{ ...flow, replied }], 0).state);
  }
  const inner = {
    source: packet.destination,
    destination: packet.source,
    protocol: 17,
    sourcePort: 1,
    destinationPort: 2,
  };
  found.add(lookUp({ ...packet, inner }, [{ ...inner, replied: true }], 0).state);
  if (found.has('NEW')) found.add('RELATED');
  if (!found.has('UNTRACKED')) found.add('INVALID');
  return { first, possible: ctStates.filter((state) => found.has(state)) };
}
