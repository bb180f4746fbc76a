import type { Peer } from './peers.ts';
import { type ComparedPort, type Kind, type Role, rolesOf, touchedParts } from './roles.ts';
import { type PairChange, Rows } from './rows.ts';
import { type ServiceSet, isNone, noService } from './service-set.ts';
import type { IpFamily } from './traits.ts';
import type { PolicyViews } from './view.ts';

interface PairChanges {
  readonly allowed: readonly PairChange[];
  readonly blocked: readonly PairChange[];
  readonly counts: { readonly allowed: number; readonly blocked: number; readonly unchanged: number };
}

/**
 * What becomes of new connections between the ports. For each receiver it is asked once for all senders of a kind
 * that its rules do not name, and then for those that they do: these are few, even where all ports are touched.
 */
export function pairChanges(ports: readonly ComparedPort[], views: PolicyViews): PairChanges {
  const { senders, receivers, inBoth } = rolesOf(ports, views, touchedParts(ports));
  const kindsOf = groupBy(senders.kinds, ({ networkId }) => networkId);
  const named = rolesByName(senders.roles);
  const rows = { allowed: new Rows(), blocked: new Rows() };
  const counts = { allowed: 0, blocked: 0, unchanged: 0 };
  for (const to of receivers.roles) {
    const heard = new Heard();
    const met = groupBy(rolesNamed(to, named), ({ kind }) => kind);
    for (const kind of kindsOf.get(to.kind.networkId) ?? []) {
      if (!kind.isTouched && !to.kind.isTouched) continue;
      const special = met.get(kind) ?? [];
      const note = (from: Role | Kind, peers: Role['peers'], size: number, own: number) => {
        const pairs = size * to.ports.length - own;
        const outcome = outcomeBetween(views, kind, peers, to);
        heard.note(from, special, outcome, pairs);
        const [opens, closes] = [outcome.allowed.length > 0, outcome.blocked.length > 0];
        if (opens) counts.allowed += pairs;
        if (closes) counts.blocked += pairs;
        if (outcome.stays && !opens && !closes) counts.unchanged += pairs;
      };
      const left = special.reduce((sum, role) => sum - role.ports.length, kind.ports.length);
      const leftInBoth = special.reduce((sum, role) => sum - inBoth(role, to), inBoth(kind, to));
      const unnamed = kind.isThere.map((isThere) => (isThere ? nobody : undefined));
      if (left > 0) note(kind, unnamed, left, leftInBoth);
      for (const role of special) note(role, role.peers, role.ports.length, inBoth(role, to));
    }
    heard.tell(rows, to);
  }
  return { allowed: rows.allowed.all(), blocked: rows.blocked.all(), counts };
}

/** A sender that no rule names. */
const nobody: Peer = { id: -1, names: new Set() };

type Change = readonly [family: IpFamily, services: ServiceSet];
interface Outcome {
  readonly allowed: readonly Change[];
  readonly blocked: readonly Change[];
  /** Whether something is allowed in some family, and just that was. */
  readonly stays: boolean;
}

function outcomeBetween(views: PolicyViews, from: Kind, peers: Role['peers'], to: Role): Outcome {
  const allowed: Change[] = [];
  const blocked: Change[] = [];
  let stays = false;
  for (const [index, family] of views.families.entries()) {
    const [was, is] = [between(views, from, peers, to, index * 2), between(views, from, peers, to, index * 2 + 1)];
    if (was === is) {
      stays ||= !isNone(is);
      continue;
    }
    const [more, less] = [views.book.difference(is, was), views.book.difference(was, is)];
    if (!isNone(more)) allowed.push([family, more]);
    if (!isNone(less)) blocked.push([family, less]);
  }
  return { allowed, blocked, stays };
}

/** What both sides let pass, in a family and a state. Equal sets are one object. */
function between({ passing, book }: PolicyViews, from: Kind, peers: Role['peers'], to: Role, index: number) {
  const [sender, receiver] = [peers[index], to.peers[index]];
  const [out, into] = [from.sides[index], to.kind.sides[index]];
  if (!sender || !receiver || !out || !into) return book.same(noService);
  return book.intersection(passing(out, receiver), passing(into, sender));
}

type Verdict = 'allowed' | 'blocked';
interface HeardRow {
  readonly verdict: Verdict;
  readonly change: Change;
  readonly kinds: { readonly kind: Kind; readonly without: Set<Role> }[];
  readonly roles: Role[];
  pairs: number;
}

/** Who may newly send what to one receiver. */
class Heard {
  readonly #rows: HeardRow[] = [];

  /** Of a role, or of a kind but for the special roles of it, which are noted after it. */
  note(from: Role | Kind, special: readonly Role[], outcome: Outcome, pairs: number): void {
    for (const verdict of ['allowed', 'blocked'] as const) {
      for (const change of outcome[verdict]) {
        const row = this.#rowOf(verdict, change);
        row.pairs += pairs;
        if (!('kind' in from)) {
          row.kinds.push({ kind: from, without: new Set(special) });
          continue;
        }
        const last = row.kinds.at(-1);
        if (last?.kind === from.kind) last.without.delete(from);
        else row.roles.push(from);
      }
    }
  }

  tell(rows: { readonly [verdict in Verdict]: Rows }, receiver: Role): void {
    for (const { verdict, change, kinds, roles, pairs } of this.#rows) {
      rows[verdict].add(change[0], change[1], { kinds, roles }, receiver, pairs);
    }
  }

  #rowOf(verdict: Verdict, change: Change): HeardRow {
    const [family, services] = change;
    const known = this.#rows.find(
      (row) => row.verdict === verdict && row.change[0] === family && row.change[1] === services,
    );
    if (known) return known;
    const made = { verdict, change, kinds: [], roles: [], pairs: 0 };
    this.#rows.push(made);
    return made;
  }
}

type RolesByName = ReadonlyMap<string, ReadonlySet<Role>>;

/** By the network and the name that some rule may mean them by. */
function rolesByName(roles: readonly Role[]): RolesByName {
  const out = new Map<string, Set<Role>>();
  for (const role of roles) {
    for (const name of new Set(role.peers.flatMap((peer) => [...(peer?.names ?? [])]))) {
      const key = `${role.kind.networkId} ${name}`;
      out.set(key, (out.get(key) ?? new Set()).add(role));
    }
  }
  return out;
}

/** The senders that a receiver's rules name, before or after. */
function rolesNamed({ kind }: Role, named: RolesByName): readonly Role[] {
  const out = new Set<Role>();
  for (const side of new Set(kind.sides)) {
    for (const [name] of side.named) for (const role of named.get(`${kind.networkId} ${name}`) ?? []) out.add(role);
  }
  return [...out].sort((a, b) => a.number - b.number);
}

function groupBy<K, V>(items: readonly V[], keyOf: (item: V) => K): ReadonlyMap<K, V[]> {
  const out = new Map<K, V[]>();
  for (const item of items) {
    const key = keyOf(item);
    const known = out.get(key);
    if (known) known.push(item);
    else out.set(key, [item]);
  }
  return out;
}
