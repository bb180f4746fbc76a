import type { Ruleset } from '../../netfilter/index.ts';
import type { Path } from '../packet.ts';
import { trackedAlike } from './conntrack-states.ts';
import { type Edge, always, never } from './bdd.ts';
import { encode } from './field.ts';
import { usesConntrack } from '../uses-conntrack.ts';
import { one } from './intervals.ts';
import type { Model } from './model.ts';
import { ctStates } from './value-kind.ts';
import type { DeviceField } from './vocabulary.ts';

/**
 * What conntrack is taken to know. `any`: each packet has each state. `possible`: states that it can give the packet,
 * whatever connections there are. `none`: the one that it gives when it knows no connection.
 */
export type Tracked = 'any' | 'possible' | 'none';

/** Packets that can be on the path, by the devices that they show. */
export function packetsOn(model: Model, path: Path): Edge {
  const { bdd } = model;
  const { shown, hidden } = devicesOn[path];
  const none = (field: DeviceField) => encode(bdd, model.vocabulary.fields[field], [0]);
  let edge: Edge = always;
  for (const field of shown) edge = bdd.minus(edge, none(field));
  for (const field of hidden) edge = bdd.and(edge, none(field));
  // Others end here.
  if (path === 'routed' && tellsHops(model)) edge = bdd.and(edge, model.values('ttl', [{ first: 2, last: 255 }]));
  return edge;
}

/** Whether rules ask for the hops that a packet has left, or change them; else they are nobody's business. */
export function tellsHops({ vocabulary }: Model): boolean {
  return vocabulary.alphabets.ttl.size > 1;
}

interface Devices {
  readonly shown: readonly DeviceField[];
  readonly hidden: readonly DeviceField[];
}

/** Whether a routed packet, or one for the host, came in by the port of a bridge is open. */
const devicesOn: { readonly [path in Path]: Devices } = {
  bridged: { shown: ['in', 'out', 'physdevIn', 'physdevOut'], hidden: [] },
  routed: { shown: ['in', 'out'], hidden: ['physdevOut'] },
  localIn: { shown: ['in'], hidden: ['out', 'physdevOut'] },
  localOut: { shown: ['out'], hidden: ['in', 'physdevIn', 'physdevOut'] },
};

/**
 * Packets that there are: in states that conntrack can give them; on one bridge, if they are bridged; whole, where
 * conntrack is at work, since it joins fragments before any rule sees them. Kept apart from `packetsOn` and asked last,
 * because it ties fields together that the rules leave apart.
 */
export function existing(model: Model, path: Path, tracked: Tracked, rules: readonly Ruleset[]): Edge {
  const { bdd } = model;
  let edge: Edge = tracked === 'any' ? always : statesOf(model, path, tracked);
  if (path === 'bridged') edge = bdd.and(edge, sameInterface(model));
  if (rules.some(usesConntrack) || isJoinedByHost(model, path))
    edge = bdd.minus(edge, model.values('fragment', [one(1)]));
  return edge;
}

function statesOf(model: Model, path: Path, tracked: 'possible' | 'none'): Edge {
  const { bdd } = model;
  const edges = trackedAlike(path).map(({ protocols, field, intervals, possible, first }) => {
    const states = (tracked === 'none' ? [first] : possible).map((state) => one(ctStates.indexOf(state)));
    const content = bdd.and(model.values('protocol', protocols), field ? model.values(field, intervals) : always);
    return bdd.and(content, model.values('ctState', states));
  });
  return bdd.anyOf(edges);
}

/** The bridge is what both `-i` and `-o` see. */
function sameInterface(model: Model): Edge {
  const { bdd } = model;
  const { in: first, out: last } = model.vocabulary.fields;
  const edges: Edge[] = [];
  for (let atom = 0; atom < first.size; atom += 1) {
    edges.push(bdd.and(encode(bdd, first, [atom]), encode(bdd, last, [atom])));
  }
  return edges.length === 0 ? never : bdd.anyOf(edges);
}

/** IPv4 joins what is for the host itself before INPUT. */
function isJoinedByHost({ family }: Model, path: Path): boolean {
  return path === 'localIn' && family === 'ipv4';
}
