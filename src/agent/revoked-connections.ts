import { type BoundPort, type HostState, cidrVersion, parseCidr } from '../model/index.ts';
import { type ChainName, type Family, type Rule, type Ruleset, printRuleText, tapName } from '../netfilter/index.ts';
import type { Committed } from './committed.ts';
import { isFiltered } from './wiring.ts';

/** Words for `conntrack -D`. */
export type ConnectionFilter = readonly string[];

export interface Revocation {
  /** State that the rules in the kernel came from; undefined if an earlier process wrote them. */
  readonly before: HostState | undefined;
  readonly after: HostState;
  readonly kernelBefore: Committed;
  readonly kernelAfter: Committed;
  readonly zoneOf: (port: BoundPort) => number | undefined;
}

/**
 * Connections to end because of a change: the rules let established ones pass without a look at what they allow, so what is no
 * longer allowed has to be taken from the kernel's table. It is read off the rules, so it holds whatever made them change, and also
 * when nobody knows the state that they came from:
 *
 * - a rule that goes from a port's chain ends that port's connections of its direction and protocol;
 * - a member that goes from a set ends those between it and the ports whose chains name the set;
 * - an address that a port loses, or a port that leaves, ends all of it;
 * - a port that was open and is filtered from now on ends all that it had.
 *
 * A port that may send from any address (it has none of a family, or an allowed pair that holds them all) stands for
 * its whole network.
 *
 * It may end more than must be: a connection that another rule still allows goes on with its next packet.
 */
export function revokedConnections(revocation: Revocation): readonly ConnectionFilter[] {
  const filters = new Map<string, ConnectionFilter>();
  const add = (filter: ConnectionFilter) => filters.set(filter.join(' '), filter);
  for (const filter of ofLostRules(revocation)) add(filter);
  for (const filter of ofLostAddresses(revocation)) add(filter);
  for (const filter of ofNewlyFiltered(revocation)) add(filter);
  return [...filters.values()];
}

const families: readonly Family[] = ['ipv4', 'ipv6'];

function ofLostRules({ after, kernelBefore, kernelAfter, zoneOf }: Revocation): ConnectionFilter[] {
  const changedSets = lostMembers(kernelBefore, kernelAfter);
  const changed = families.filter(
    (family) => changedSets.size > 0 || kernelBefore.rulesets[family] !== kernelAfter.rulesets[family],
  );
  if (changed.length === 0) return [];
  const filters: ConnectionFilter[] = [];
  let ports: ReadonlyMap<string, BoundPort> | undefined;
  for (const family of changed) {
    const chainsAfter = chainsOf(kernelAfter.rulesets[family]);
    for (const chain of chainsOf(kernelBefore.rulesets[family])?.values() ?? []) {
      const now = chainsAfter?.get(chain.name);
      // The same object, and no set that lost anything: nothing was taken away here.
      if (now === chain && changedSets.size === 0) continue;
      const side = sideOf(chain.name);
      if (!side) continue;
      ports ??= new Map([...after.ports.values()].filter(isFiltered).map((port) => [chainEnd(port), port]));
      const port = ports.get(chain.name.slice(-endLength));
      if (!port) continue;
      for (const address of addressesOf(port, family)) {
        const from = ownSide(family, side.own, address, zoneOf(port));
        for (const rule of lostRules(chain.rules, now?.rules ?? [])) filters.push([...protocolOf(rule), ...from]);
        for (const member of membersLostBy(chain.rules, changedSets)) filters.push([...from, side.other, member]);
      }
    }
  }
  return filters;
}

/** An address that is not a port's any more may be another's soon: nothing of the old one may be left to it. */
function ofLostAddresses({ before, after, zoneOf }: Revocation): ConnectionFilter[] {
  const filters: ConnectionFilter[] = [];
  if (!before || before.ports === after.ports) return filters;
  for (const port of before.ports.values()) {
    const now = after.ports.get(port.id);
    if (now === port || !isFiltered(port)) continue;
    for (const family of families) {
      const kept = new Set(now ? addressesOf(now, family) : []);
      for (const address of addressesOf(port, family)) {
        if (!kept.has(address)) filters.push(...bothSides(family, address, zoneOf(port)));
      }
    }
  }
  return filters;
}

/** What a port began while nothing was asked of it. */
function ofNewlyFiltered({ before, after, zoneOf }: Revocation): ConnectionFilter[] {
  const filters: ConnectionFilter[] = [];
  if (!before || before.ports === after.ports) return filters;
  for (const port of after.ports.values()) {
    const old = before.ports.get(port.id);
    if (!old || old === port || isFiltered(old) || !isFiltered(port)) continue;
    for (const family of families) {
      // It may have sent from any address.
      filters.push(...bothSides(family, undefined, zoneOf(port)));
    }
  }
  return filters;
}

function bothSides(family: Family, address: string | undefined, zone: number | undefined): ConnectionFilter[] {
  if (address === undefined) return [ownSide(family, '-s', undefined, zone)];
  return (['-d', '-s'] as const).map((side) => ownSide(family, side, address, zone));
}

/** Connections of one end; of any if there is no address. What no rule gives a zone is in zone 0. */
function ownSide(
  family: Family,
  side: '-d' | '-s',
  address: string | undefined,
  zone: number | undefined,
): ConnectionFilter {
  return ['-f', family, ...(address === undefined ? [] : [side, address]), '-w', String(zone ?? 0)];
}

/** What is left of a port in the names of its chains: ten characters, after one for the kind of the chain. */
const endLength = 10;

function chainEnd(port: BoundPort): string {
  return tapName(port.id).slice(3, 3 + endLength);
}

/** Letters for the port's side and the other, by the kind of the chain; the prefix, whatever it is, does not matter. */
function sideOf(chain: ChainName): { readonly own: '-d' | '-s'; readonly other: '-d' | '-s' } | undefined {
  const kind = chain.at(-endLength - 1);
  if (kind === 'i') return { own: '-d', other: '-s' };
  return kind === 'o' ? { own: '-s', other: '-d' } : undefined;
}

function chainsOf(ruleset: Ruleset) {
  return ruleset.tables.get('filter')?.chains;
}

function lostRules(before: readonly Rule[], after: readonly Rule[]): readonly Rule[] {
  if (before === after) return [];
  const kept = new Set(after.map(printRuleText));
  return before.filter((rule) => !kept.has(printRuleText(rule)));
}

function protocolOf(rule: Rule): readonly string[] {
  for (const match of rule.matches) if (match.kind === 'protocol' && !match.negated) return ['-p', match.protocol];
  return [];
}

/** Members that sets lost, by set. A set that is gone lost all; then the rules that named it are gone too. */
function lostMembers(before: Committed, after: Committed): ReadonlyMap<string, readonly string[]> {
  const lost = new Map<string, readonly string[]>();
  for (const [name, set] of before.sets) {
    const now = after.sets.get(name);
    if (now === set || now?.members === set.members) continue;
    const kept = new Set(now?.members.map(spelling));
    const gone = set.members.filter((member) => !kept.has(spelling(member)));
    if (gone.length > 0) lost.set(name, gone);
  }
  return lost;
}

function membersLostBy(rules: readonly Rule[], lost: ReadonlyMap<string, readonly string[]>): readonly string[] {
  if (lost.size === 0) return [];
  const members = new Set<string>();
  for (const { matches } of rules) {
    for (const match of matches) {
      if (match.kind === 'set') for (const member of lost.get(match.name) ?? []) members.add(member);
    }
  }
  return [...members];
}

function spelling(address: string): string {
  return withoutHostLength(parseCidr(address) ?? address);
}

/**
 * Where a port's packets can come from and go to: fixed addresses, those of allowed pairs, without the length of a
 * single address, and the link-local ones. Undefined stands for any: no address of the family means no check of it.
 */
function addressesOf(port: BoundPort, family: Family): readonly (string | undefined)[] {
  const version = family === 'ipv4' ? 4 : 6;
  const texts = [...port.fixedIps.map((ip) => ip.ipAddress), ...port.allowedAddressPairs.map((pair) => pair.ipAddress)];
  const cidrs = texts.flatMap((text) => parseCidr(text) ?? []).filter((cidr) => cidrVersion(cidr) === version);
  if (port.fixedIps.length === 0 || cidrs.length === 0 || cidrs.some((cidr) => cidr.endsWith('/0'))) return [undefined];
  return [...new Set([...cidrs.map(withoutHostLength), ...(family === 'ipv6' ? [linkLocal] : [])])];
}

/** Every instance has one of these by itself, made from its MAC or from that of a pair. */
const linkLocal = 'fe80::/64';

function withoutHostLength(cidr: string): string {
  return cidr.replace(cidr.includes(':') ? /\/128$/ : /\/32$/, '');
}
