import type { BoundPort, Direction, PortId, SecurityGroupId } from '../model/index.ts';
import { namesIn } from './between.ts';
import type { Changed } from './changed.ts';
import { type PolicyCloud, isOfNetwork } from './cloud.ts';
import type { Peer, PeerOf } from './peers.ts';
import { type Open, type PortClass, bothOf, markOf, noMark } from './port-set.ts';
import type { Side } from './sides.ts';
import type { PolicyViews } from './view.ts';

/** A port that is in both states. */
export class ComparedPort {
  readonly id: PortId;
  readonly was: BoundPort;
  readonly is: BoundPort;
  /** Whether what it lets in, or out, may be other than before. */
  readonly touched: { readonly [d in Direction]: boolean };
  readonly #views: PolicyViews;
  readonly #sides: { [d in Direction]?: readonly Side[] } = {};

  constructor(was: BoundPort, is: BoundPort, touching: Touching, views: PolicyViews) {
    this.id = is.id;
    this.was = was;
    this.is = is;
    this.#views = views;
    this.touched = { ingress: this.#isTouched('ingress', touching), egress: this.#isTouched('egress', touching) };
  }

  /** What it lets through one way: of each family before and after. */
  sides(direction: Direction): readonly Side[] {
    return (this.#sides[direction] ??= this.#sidesIn(direction));
  }

  #isTouched(direction: Direction, { ports, groups }: Touching): boolean {
    if (ports.has(this.id)) return true;
    if (!this.is.securityGroups.some((group) => groups[direction].has(group))) return false;
    return this.sides(direction).some((side, index, all) => index % 2 === 1 && side !== all[index - 1]);
  }

  #sidesIn(direction: Direction): readonly Side[] {
    const { views, families } = this.#views;
    const out: Side[] = [];
    for (const family of families) {
      const [before, after] = [
        views[0]?.sideOf(this.was, direction, family),
        views.at(-1)?.sideOf(this.is, direction, family),
      ];
      if (before && after) out.push(before, after);
    }
    return out;
  }
}

/** Ports that are others now, and groups with other rules of a direction; of the others the sides stay. */
export interface Touching {
  readonly ports: { has(id: PortId): boolean };
  readonly groups: { readonly [d in Direction]: ReadonlySet<SecurityGroupId> };
}

/** Ports with the same rules of their own: of each family that is asked about, before and after. */
export interface Kind extends PortClass {
  readonly number: number;
  readonly networkId: string;
  readonly isTouched: boolean;
  readonly sides: readonly Side[];
  /** Whether they have addresses of the family then. */
  readonly isThere: readonly boolean[];
  readonly roles: readonly Role[];
}

/** Those of a kind that look the same to the rules of others. */
export interface Role extends PortClass {
  readonly number: number;
  readonly kind: Kind;
  readonly peers: readonly (Peer | undefined)[];
}

/** Ports as senders of new connections, and as receivers. */
export interface Roles {
  readonly senders: RoleBook;
  readonly receivers: RoleBook;
  /** How many ports are in both; the sender may be a whole kind. */
  inBoth(sender: Role | Kind, receiver: Role): number;
}

/** Ports that a change may concern: those that it touches, and all others of their networks. */
export function comparedPorts(
  before: PolicyCloud,
  after: PolicyCloud,
  changed: Changed,
  views: PolicyViews,
): readonly ComparedPort[] {
  const groups = { ingress: differing('ingress', changed, views), egress: differing('egress', changed, views) };
  const touching = { ports: changed.ports, groups };
  const ports: ComparedPort[] = [];
  const networks = new Set<string>();
  for (const [id, is] of after.ports) {
    const was = before.ports.get(id);
    if (was === undefined || isOfNetwork(is) || isOfNetwork(was)) continue;
    const port = new ComparedPort(was, is, touching, views);
    ports.push(port);
    if (port.touched.ingress || port.touched.egress) networks.add(is.networkId);
  }
  return ports.filter(({ is }) => networks.has(is.networkId));
}

/** Groups whose rules of a direction, by what is asked about, are others now. */
function differing(direction: Direction, { groups }: Changed, { views: [old, now], families }: PolicyViews) {
  const isOther = (id: SecurityGroupId) =>
    families.some((family) => old?.sideOfGroup(id, direction, family) !== now?.sideOfGroup(id, direction, family));
  return new Set([...groups].filter(isOther));
}

/** Which ports are asked about as senders, and which as receivers. */
export interface Parts {
  readonly isSender: (port: ComparedPort) => boolean;
  readonly isReceiver: (port: ComparedPort) => boolean;
}

/** Those that may meet a port that the change touches, at one end or the other. */
export function touchedParts(ports: readonly ComparedPort[]): Parts {
  const [some, others] = [ports.some(({ touched }) => touched.ingress), ports.some(({ touched }) => touched.egress)];
  return { isSender: ({ touched }) => some || touched.egress, isReceiver: ({ touched }) => others || touched.ingress };
}

export function rolesOf(ports: readonly ComparedPort[], views: PolicyViews, { isSender, isReceiver }: Parts): Roles {
  const senders = new RoleBook('egress', views, peersIn(ports.filter(isReceiver), 'ingress', views));
  const receivers = new RoleBook('ingress', views, peersIn(ports.filter(isSender), 'egress', views));
  const both = new Map<Role | Kind, Map<Role, number>>();
  const count = (sender: Role | Kind, receiver: Role) => {
    const known = both.get(sender) ?? new Map<Role, number>();
    both.set(sender, known);
    known.set(receiver, (known.get(receiver) ?? 0) + 1);
  };
  for (const port of ports) {
    const sender = isSender(port) ? senders.add(port) : undefined;
    const receiver = isReceiver(port) ? receivers.add(port) : undefined;
    if (sender === undefined || receiver === undefined) continue;
    count(sender, receiver);
    count(sender.kind, receiver);
  }
  return { senders, receivers, inBoth: (sender, receiver) => both.get(sender)?.get(receiver) ?? 0 };
}

/** Ports as the other ends of the rules of one direction that these have. */
function peersIn(ports: readonly ComparedPort[], direction: Direction, views: PolicyViews): PeerOf {
  const names = new Set<string>();
  const seen = new Set<Side>();
  for (const port of ports) namesIn(port.sides(direction), seen, names);
  return views.peersOf(names);
}

export class RoleBook {
  readonly kinds: (Open<Kind> & { readonly roles: Role[] })[] = [];
  readonly roles: Open<Role>[] = [];
  readonly of = new Map<PortId, Role>();
  readonly #kinds = new Map<string, Map<string, (typeof this.kinds)[number]>>();
  readonly #roles = new Map<string, (typeof this.roles)[number]>();
  readonly #direction: Direction;
  readonly #views: PolicyViews;
  readonly #peerOf: PeerOf;

  constructor(direction: Direction, views: PolicyViews, peerOf: PeerOf) {
    this.#direction = direction;
    this.#views = views;
    this.#peerOf = peerOf;
  }

  add(port: ComparedPort): Role {
    const { was, is } = port;
    const peers: (Peer | undefined)[] = [];
    for (const family of this.#views.families) {
      const before = this.#peerOf(was, family);
      peers.push(before, was === is ? before : this.#peerOf(is, family));
    }
    const kind = this.#kindOf(port, peers);
    const role = this.#roleOf(kind, peers);
    const mark = markOf(port.id);
    kind.ports.push(port.id);
    kind.mark = bothOf(kind.mark, mark);
    role.ports.push(port.id);
    role.mark = bothOf(role.mark, mark);
    this.of.set(port.id, role);
    return role;
  }

  #kindOf(port: ComparedPort, peers: Role['peers']) {
    const isTouched = port.touched[this.#direction];
    const sides = port.sides(this.#direction);
    let key = isTouched ? '!' : '';
    for (const [index, side] of sides.entries()) key += `${side.id}${peers[index] === undefined ? '-' : '+'}`;
    const inNetwork = this.#kinds.get(port.is.networkId) ?? new Map<string, (typeof this.kinds)[number]>();
    this.#kinds.set(port.is.networkId, inNetwork);
    const known = inNetwork.get(key);
    if (known) return known;
    const isThere = peers.map((peer) => peer !== undefined);
    const number = this.kinds.length;
    const made = {
      number,
      networkId: port.is.networkId,
      isTouched,
      sides,
      isThere,
      roles: [],
      ports: [],
      mark: noMark,
    };
    inNetwork.set(key, made);
    this.kinds.push(made);
    return made;
  }

  #roleOf(kind: (typeof this.kinds)[number], peers: Role['peers']) {
    let key = `${kind.number}`;
    for (const peer of peers) key += ` ${peer?.id}`;
    const known = this.#roles.get(key);
    if (known) return known;
    const made = { number: this.roles.length, kind, peers, ports: [], mark: noMark };
    this.#roles.set(key, made);
    this.roles.push(made);
    kind.roles.push(made);
    return made;
  }
}
