import type { BoundPort, SecurityGroupId } from '../model/index.ts';
import { addressClasses } from './address-classes.ts';
import type { Remotes } from './remotes.ts';
import { type IpFamily, type Span, traitsOf } from './traits.ts';

/** A port as the other end of another one's rules. */
export interface Peer {
  readonly id: number;
  /** By which names it can be meant. */
  readonly names: ReadonlySet<string>;
}

/** Undefined: the port has no address of the family. Peers that are one object are meant by the same names. */
export type PeerOf = (port: BoundPort, family: IpFamily) => Peer | undefined;

/** Tells ports apart by which of the names can mean them, and by nothing else. */
export function peersAmong(remotes: Remotes, names: ReadonlySet<string>): PeerOf {
  const ofGroup = new Map<SecurityGroupId, string[]>();
  const lists = new Map<string, readonly Span[]>();
  for (const name of names) {
    const { group, spans } = remotes.named(name);
    if (group !== undefined) ofGroup.set(group, [...(ofGroup.get(group) ?? []), name]);
    if (spans.length > 0) lists.set(name, spans);
  }
  const classes = addressClasses(lists);
  const known = new Map<string, Peer>();
  return (port, family) => {
    const { groups, addresses } = traitsOf(port);
    if (addresses[family].length === 0) return undefined;
    const met = groups.filter((group) => ofGroup.has(group));
    const own = lists.size === 0 ? [] : addresses[family].map((one) => classes.classOf(family === 'ipv4' ? 4 : 6, one));
    const key = `${met.join()}|${[...new Set(own)].sort((a, b) => a - b).join()}`;
    const found = known.get(key);
    if (found) return found;
    const held = [...met.flatMap((group) => ofGroup.get(group) ?? []), ...own.flatMap((one) => classes.listsOf(one))];
    const made = { id: known.size, names: new Set(held) };
    known.set(key, made);
    return made;
  };
}
