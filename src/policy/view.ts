import type { BoundPort, Direction, SecurityGroup, SecurityGroupId, SecurityGroupRule } from '../model/index.ts';
import type { PolicyCloud } from './cloud.ts';
import { type Peer, type PeerOf, peersAmong } from './peers.ts';
import { type MovedRemotes, type Remotes, remotesOf } from './remotes.ts';
import { type ServiceBook, serviceBook } from './service-book.ts';
import { type ServiceSet, intersection, isNone, servicesOfRule, union } from './service-set.ts';
import { Entries, type Side, type SideBook, sideBook } from './sides.ts';
import { type IpFamily, families, traitsOf } from './traits.ts';

/** The services that somebody asks about; rules are looked at no further than these. */
export type Asked = { readonly [family in IpFamily]: ServiceSet };

/** One state of a cloud, ready to be asked what the rules of its ports are. */
export interface PolicyView {
  readonly cloud: PolicyCloud;
  sideOf(port: BoundPort, direction: Direction, family: IpFamily): Side;
  /** Of the rules of one group; undefined: there is none. */
  sideOfGroup(id: SecurityGroupId, direction: Direction, family: IpFamily): Side | undefined;
}

/** Several states (before and after a change), whose sides and peers can be compared. */
export interface PolicyViews {
  readonly views: readonly PolicyView[];
  /** Those of which something is asked. */
  readonly families: readonly IpFamily[];
  readonly book: ServiceBook;
  readonly remotes: Remotes;
  /** Ports as the other ends of rules that name only these. */
  peersOf(names: ReadonlySet<string>): PeerOf;
  /** What a side lets through with a peer. */
  passing(side: Side, peer: Peer): ServiceSet;
}

const nothingMoved: MovedRemotes = { groups: new Set(), addressGroups: new Set() };

export function policyViews(clouds: readonly PolicyCloud[], asked: Asked, moved = nothingMoved): PolicyViews {
  const book = serviceBook();
  const remotes = remotesOf(clouds, moved);
  const sides = sideBook(book);
  const passed = new Map<Side, Map<Peer, ServiceSet>>();
  // Groups that are the same in several states say the same there, unless what they name is another in each.
  const shared =
    moved.groups.size + moved.addressGroups.size === 0 ? new Map<SecurityGroup, SidesOfGroup>() : undefined;
  const askedOf = restriction(asked, book);
  return {
    views: clouds.map((cloud, state) => {
      const sidesOf = sidesOfGroups(state, shared ?? new Map(), { remotes, sides, askedOf });
      return viewOf(cloud, asked, sides, sidesOf);
    }),
    families: families.filter((family) => !isNone(asked[family])),
    book,
    remotes,
    peersOf: (names) => peersAmong(remotes, names),
    passing(side, peer) {
      if (side.named.length === 0 || peer.names.size === 0) return side.any;
      const known = passed.get(side) ?? new Map<Peer, ServiceSet>();
      passed.set(side, known);
      const found = known.get(peer);
      if (found) return found;
      const met = side.named.filter(([name]) => peer.names.has(name));
      const made = book.same(met.reduce((sum, [, services]) => union(sum, services), side.any));
      known.set(peer, made);
      return made;
    },
  };
}

/** What is asked for of the services of a rule; rules that say the same are worked out once. */
function restriction(asked: Asked, book: ServiceBook): (rule: SecurityGroupRule) => ServiceSet {
  const known = new Map<string, ServiceSet>();
  return (rule) => {
    const { ethertype, protocol, portRangeMin, portRangeMax } = rule;
    const key = `${ethertype} ${protocol} ${portRangeMin} ${portRangeMax}`;
    const found = known.get(key);
    if (found) return found;
    const made = book.same(intersection(servicesOfRule(rule), asked[familyOf(rule)]));
    known.set(key, made);
    return made;
  };
}

type SidesOfGroup = { readonly [d in Direction]: { readonly [f in IpFamily]: Side } };

interface GroupParts {
  readonly remotes: Remotes;
  readonly sides: SideBook;
  readonly askedOf: (rule: SecurityGroupRule) => ServiceSet;
}

function sidesOfGroups(
  state: number,
  known: Map<SecurityGroup, SidesOfGroup>,
  { remotes, sides, askedOf }: GroupParts,
): (group: SecurityGroup) => SidesOfGroup {
  return (group) => {
    const found = known.get(group);
    if (found) return found;
    const said = {
      ingress: { ipv4: new Entries(), ipv6: new Entries() },
      egress: { ipv4: new Entries(), ipv6: new Entries() },
    };
    for (const rule of group.rules) {
      const services = askedOf(rule);
      if (!isNone(services)) said[rule.direction][familyOf(rule)].add(remotes.nameOf(rule, state), services);
    }
    const both = ({ ipv4, ipv6 }: (typeof said)['ingress']) => ({ ipv4: sides.of(ipv4), ipv6: sides.of(ipv6) });
    const made = { ingress: both(said.ingress), egress: both(said.egress) };
    known.set(group, made);
    return made;
  };
}

function viewOf(
  cloud: PolicyCloud,
  asked: Asked,
  sides: SideBook,
  sidesOfGroup: (group: SecurityGroup) => SidesOfGroup,
): PolicyView {
  const everything = { ipv4: sides.everybody(asked.ipv4), ipv6: sides.everybody(asked.ipv6) };
  return {
    cloud,
    sideOf(port, direction, family) {
      const { isFiltered, groups } = traitsOf(port);
      if (!isFiltered) return everything[family];
      const own: Side[] = [];
      for (const id of groups) {
        const group = cloud.groups.get(id);
        if (group !== undefined) own.push(sidesOfGroup(group)[direction][family]);
      }
      return sides.together(own, everything[family]);
    },
    sideOfGroup(id, direction, family) {
      const group = cloud.groups.get(id);
      return group && sidesOfGroup(group)[direction][family];
    },
  };
}

function familyOf({ ethertype }: SecurityGroupRule): IpFamily {
  return ethertype === 'IPv4' ? 'ipv4' : 'ipv6';
}
