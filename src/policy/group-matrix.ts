import type { BoundPort, SecurityGroupId, SecurityGroupRule } from '../model/index.ts';
import { namesIn } from './between.ts';
import { type PolicyCloud, isFiltered } from './cloud.ts';
import { openingsOf, prefixText } from './openings.ts';
import type { Peer } from './peers.ts';
import {
  type ServiceSet,
  everyService,
  intersection,
  isNone,
  noService,
  servicesOfRule,
  union,
} from './service-set.ts';
import type { Side } from './sides.ts';
import { type IpFamily, families } from './traits.ts';
import { policyViews } from './view.ts';

export type Services = { readonly [family in IpFamily]: ServiceSet };

/** What members of one group may send to members of another, of all their rules. */
export interface GroupCell {
  /** From some member to some other. */
  readonly some: Services;
  /** From each member to each other. */
  readonly every: Services;
  /** Pairs of a member and another; none: a group is empty. */
  readonly pairs: number;
}

/** Addresses that members let something in from, or send something to, whoever has them. */
export interface OutsideServices {
  /** In canonical form; `0.0.0.0/0` and `::/0` are everybody. */
  readonly prefix: string;
  readonly services: ServiceSet;
}

/** Rules of groups of one side that let something of a cell through. */
export interface CellRule {
  readonly group: SecurityGroupId;
  readonly rule: SecurityGroupRule;
}

/** Who reaches whom, group by group, by the rules of security groups: networks and hosts are not asked. */
export interface GroupMatrix {
  /** Filtered ports of a group. */
  members(group: SecurityGroupId): readonly BoundPort[];
  cell(from: SecurityGroupId, to: SecurityGroupId): GroupCell;
  between(from: BoundPort, to: BoundPort): Services;
  outside(group: SecurityGroupId, direction: SecurityGroupRule['direction']): readonly OutsideServices[];
  /** Rules behind a cell: of the receivers those that let in, of the senders those that let out. */
  rules(
    from: SecurityGroupId,
    to: SecurityGroupId,
  ): { readonly out: readonly CellRule[]; readonly in: readonly CellRule[] };
}

/** Ports that no rule tells apart, as senders or as receivers. */
interface PortClass {
  readonly port: BoundPort;
  count: number;
  readonly sides: {
    readonly [f in IpFamily]: { readonly egress: Side; readonly ingress: Side; readonly peer: Peer | undefined };
  };
}

const asked = { ipv4: everyService, ipv6: everyService };
const nothing: Services = { ipv4: noService, ipv6: noService };

export function groupMatrix(cloud: PolicyCloud): GroupMatrix {
  const { views, book, remotes, peersOf, passing } = policyViews([cloud], asked);
  const [view] = views;
  if (view === undefined) throw new RangeError('no view of the cloud');
  const members = new Map<SecurityGroupId, BoundPort[]>();
  const filtered = [...cloud.ports.values()].filter(isFiltered);
  for (const port of filtered) {
    for (const id of new Set(port.securityGroups)) {
      const own = members.get(id) ?? [];
      members.set(id, own);
      own.push(port);
    }
  }
  const names = new Set<string>();
  const seen = new Set<Side>();
  for (const port of filtered) {
    for (const family of families) {
      namesIn([view.sideOf(port, 'egress', family), view.sideOf(port, 'ingress', family)], seen, names);
    }
  }
  const peers = peersOf(names);
  const byPort = new Map<BoundPort, PortClass['sides']>();
  const classes = new Map<SecurityGroupId, readonly PortClass[]>();
  const cells = new Map<string, GroupCell>();

  function sidesOf(port: BoundPort): PortClass['sides'] {
    const known = byPort.get(port);
    if (known) return known;
    const of = (family: IpFamily) => ({
      egress: (view as NonNullable<typeof view>).sideOf(port, 'egress', family),
      ingress: (view as NonNullable<typeof view>).sideOf(port, 'ingress', family),
      peer: peers(port, family),
    });
    const made = { ipv4: of('ipv4'), ipv6: of('ipv6') };
    byPort.set(port, made);
    return made;
  }

  function classesOf(group: SecurityGroupId): readonly PortClass[] {
    const known = classes.get(group);
    if (known) return known;
    const found = new Map<string, PortClass>();
    for (const port of members.get(group) ?? []) {
      const sides = sidesOf(port);
      const key = families
        .map((family) => `${sides[family].egress.id} ${sides[family].ingress.id} ${sides[family].peer?.id ?? '-'}`)
        .join('|');
      const same = found.get(key);
      if (same) same.count += 1;
      else found.set(key, { port, count: 1, sides });
    }
    const made = [...found.values()];
    classes.set(group, made);
    return made;
  }

  function betweenSides(from: PortClass['sides'], to: PortClass['sides'], family: IpFamily): ServiceSet {
    const [sender, receiver] = [from[family], to[family]];
    if (sender.peer === undefined || receiver.peer === undefined) return noService;
    return book.intersection(passing(sender.egress, receiver.peer), passing(receiver.ingress, sender.peer));
  }

  function cell(from: SecurityGroupId, to: SecurityGroupId): GroupCell {
    const key = `${from} ${to}`;
    const known = cells.get(key);
    if (known) return known;
    const [senders, receivers] = [classesOf(from), classesOf(to)];
    const sums: { [f in IpFamily]: { some: ServiceSet; every: ServiceSet | undefined } } = {
      ipv4: { some: noService, every: undefined },
      ipv6: { some: noService, every: undefined },
    };
    for (const sender of senders) {
      for (const receiver of receivers) {
        // A port that is the only one of its kind in both groups has nobody else here to send to.
        if (sender.port === receiver.port && sender.count === 1 && receiver.count === 1) continue;
        for (const family of families) {
          // Who has no address of the family says nothing about it.
          if (!sender.sides[family].peer || !receiver.sides[family].peer) continue;
          const services = betweenSides(sender.sides, receiver.sides, family);
          const sum = sums[family];
          sum.some = book.same(union(sum.some, services));
          sum.every = sum.every === undefined ? services : book.intersection(sum.every, services);
        }
      }
    }
    const [near, far] = [members.get(from) ?? [], members.get(to) ?? []];
    const own = new Set(near);
    const made = {
      some: { ipv4: sums.ipv4.some, ipv6: sums.ipv6.some },
      every: { ipv4: sums.ipv4.every ?? noService, ipv6: sums.ipv6.every ?? noService },
      pairs: near.length * far.length - far.filter((port) => own.has(port)).length,
    };
    cells.set(key, made);
    return made;
  }

  return {
    members: (group) => members.get(group) ?? [],
    cell,
    between: (from, to) =>
      from === to
        ? nothing
        : {
            ipv4: betweenSides(sidesOf(from), sidesOf(to), 'ipv4'),
            ipv6: betweenSides(sidesOf(from), sidesOf(to), 'ipv6'),
          },
    outside(group, direction) {
      const found = new Map<string, ServiceSet>();
      for (const { sides } of classesOf(group)) {
        for (const family of families) {
          const openings = openingsOf(sides[family][direction], family, remotes);
          for (const span of openings.spans) {
            const prefix = prefixText(span);
            found.set(prefix, union(found.get(prefix) ?? noService, openings.servicesOf(span)));
          }
        }
      }
      return [...found].map(([prefix, services]) => ({ prefix, services }));
    },
    rules(from, to) {
      const { some } = cell(from, to);
      const [senders, receivers] = [classesOf(from), classesOf(to)];
      return {
        out: rulesOf(senders, receivers, 'egress', some),
        in: rulesOf(receivers, senders, 'ingress', some),
      };
    },
  };

  function rulesOf(
    own: readonly PortClass[],
    others: readonly PortClass[],
    direction: SecurityGroupRule['direction'],
    wanted: Services,
  ): readonly CellRule[] {
    const groups = new Set(own.flatMap(({ port }) => port.securityGroups));
    return [...groups].flatMap((group) =>
      (cloud.groups.get(group)?.rules ?? []).flatMap((rule): readonly CellRule[] => {
        if (rule.direction !== direction) return [];
        const family = rule.ethertype === 'IPv4' ? 'ipv4' : 'ipv6';
        if (isNone(intersection(servicesOfRule(rule), wanted[family]))) return [];
        const name = remotes.nameOf(rule, 0);
        const isMeant = others.some(({ sides }) => name === undefined || sides[family].peer?.names.has(name) === true);
        return isMeant ? [{ group, rule }] : [];
      }),
    );
  }
}
