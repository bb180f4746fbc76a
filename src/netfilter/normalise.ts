import { protocolText } from '../model/index.ts';
import { parseBasic, shortOptions } from './match/basic.ts';
import { matchParsers } from './match/table.ts';
import type { Match } from './match.ts';
import { printedPrefix } from './printed-address.ts';
import { protocolNumber } from './protocol-names.ts';
import { splitWords } from './quoting.ts';
import type { Chain, Family, Rule, Ruleset } from './ruleset.ts';
import type { Target } from './target.ts';
import { parseJump } from './target-text.ts';

/**
 * The ruleset with one spelling for what the kernel treats as the same: the one in which iptables-save 1.8.9 prints
 * it back. Chains and rules that are in that spelling already are the same objects.
 */
export function normalise(ruleset: Ruleset): Ruleset {
  const tables = mapValues(ruleset.tables, (table) => {
    const chains = mapValues(table.chains, (chain) => normaliseChain(chain, ruleset.family));
    return chains === table.chains ? table : { ...table, chains };
  });
  return tables === ruleset.tables ? ruleset : { ...ruleset, tables };
}

export function normaliseChain(chain: Chain, family: Family): Chain {
  let changed = false;
  const rules = chain.rules.map((rule) => {
    const normal = normaliseRule(rule, family);
    changed ||= normal !== rule;
    return normal;
  });
  return changed ? { ...chain, rules } : chain;
}

/** See `normalise`. The same object if nothing is to be changed. */
export function normaliseRule(rule: Rule, family: Family): Rule {
  const read = rule.matches.some((match) => match.kind === 'other') ? readOthers(rule.matches) : rule.matches;
  let changed = read !== rule.matches;
  const matches: Match[] = [];
  for (const match of read) {
    const normal = normaliseMatch(match, family);
    changed ||= normal !== match;
    if (normal !== null) matches.push(normal);
  }
  if (!isInOrder(matches)) {
    changed = true;
    matches.sort((a, b) => basicRank(a) - basicRank(b));
  }
  const target = rule.target && normaliseTarget(rule.target, family);
  return changed || target !== rule.target ? { ...rule, matches, target } : rule;
}

/** Null: the match leaves nothing out, and the program does not print it. */
function normaliseMatch(match: Match, family: Family): Match | null {
  switch (match.kind) {
    case 'source':
    case 'destination': {
      const cidr = printedPrefix(match.cidr) ?? match.cidr;
      if (cidr.endsWith('/0') && !match.negated) return null;
      return cidr === match.cidr ? match : { ...match, cidr };
    }
    case 'protocol': {
      const number = protocolNumber(match.protocol);
      if (number === undefined) return match;
      if (number === 0 && !match.negated) return null;
      const protocol = protocolText(number);
      return protocol === match.protocol ? match : { ...match, protocol };
    }
    case 'ports': {
      const source = isEveryPort(match.source) ? null : match.source;
      const destination = isEveryPort(match.destination) ? null : match.destination;
      return source === match.source && destination === match.destination ? match : { ...match, source, destination };
    }
    case 'icmp':
      // Only IPv4 has a type that means every type, and its code counts for nothing.
      return family === 'ipv4' && match.module === 'icmp' && match.type === 255
        ? { ...match, type: null, code: null }
        : match;
    case 'state':
    case 'ctstate': {
      const states = sortStates(match.states);
      return states.length === match.states.length && states.every((state, index) => state === match.states[index])
        ? match
        : { ...match, states };
    }
    case 'mac': {
      const address = match.address.toLowerCase();
      return address === match.address ? match : { ...match, address };
    }
    case 'inInterface':
    case 'outInterface':
    case 'fragment':
    case 'multiport':
    case 'physdev':
    case 'set':
    case 'comment':
    case 'other':
      return match;
  }
}

function normaliseTarget(target: Target, family: Family): Target {
  const read = target.kind === 'other' ? readTarget(target) : target;
  if (read.kind !== 'reject') return read;
  const name = rejectNames[family].get(read.with ?? '') ?? read.with;
  return name === read.with ? read : { kind: 'reject', with: name };
}

/** What REJECT answers with when nothing is said, and by its short names (libipt_REJECT, libip6t_REJECT). */
const rejectNames: { readonly [family in Family]: ReadonlyMap<string, string> } = {
  ipv4: new Map([
    ['', 'icmp-port-unreachable'],
    ['net-unreach', 'icmp-net-unreachable'],
    ['host-unreach', 'icmp-host-unreachable'],
    ['proto-unreach', 'icmp-proto-unreachable'],
    ['port-unreach', 'icmp-port-unreachable'],
    ['net-prohib', 'icmp-net-prohibited'],
    ['host-prohib', 'icmp-host-prohibited'],
    ['tcp-rst', 'tcp-reset'],
    ['admin-prohib', 'icmp-admin-prohibited'],
  ]),
  ipv6: new Map([
    ['', 'icmp6-port-unreachable'],
    ['no-route', 'icmp6-no-route'],
    ['adm-prohibited', 'icmp6-adm-prohibited'],
    ['addr-unreach', 'icmp6-addr-unreachable'],
    ['port-unreach', 'icmp6-port-unreachable'],
    ['policy-fail', 'icmp6-policy-fail'],
    ['reject-route', 'icmp6-reject-route'],
  ]),
};

function readTarget(target: Extract<Target, { kind: 'other' }>): Target {
  const { values, unclosed } = splitWords(target.text);
  if (unclosed || values.length === 0) return target;
  const read = parseJump(target.name, values, target.text, () => false);
  return read.kind === 'other' ? target : read;
}

/** Reads what was kept word for word only because of its spelling. */
function readOthers(matches: readonly Match[]): readonly Match[] {
  const read = matches.map((match) => (match.kind === 'other' ? readOther(match) : match));
  const protocol = read.find((match) => match.kind === 'protocol' && !match.negated);
  const number = protocol?.kind === 'protocol' ? protocolNumber(protocol.protocol) : undefined;
  const parse = number === undefined ? undefined : matchParsers.get(implicitModules.get(number) ?? '');
  const all = read.map((match) => {
    if (match.kind !== 'other' || match.module !== '' || parse === undefined) return match;
    const { values, unclosed } = splitWords(match.text);
    return unclosed ? match : (parse(values) ?? match);
  });
  return all.some((match, index) => match !== matches[index]) ? all : matches;
}

type Other = Extract<Match, { kind: 'other' }>;

/** `-s 10.0.0.1`, `! -i eth0`, `-p ! tcp`; a known module in another spelling. The match itself if it stays unknown. */
function readOther(match: Other): Match {
  const { values, unclosed } = splitWords(match.text);
  if (unclosed) return match;
  if (match.module !== '') return matchParsers.get(match.module)?.(values) ?? match;
  const negatedBefore = values[0] === '!';
  const [word = '', ...rest] = negatedBefore ? values.slice(1) : values;
  const option = shortOptions.get(word);
  if (option === undefined) return match;
  const negatedAfter = rest[0] === '!';
  const given = negatedAfter ? rest.slice(1) : rest;
  if (given.length !== (option === '-f' ? 0 : 1)) return match;
  return parseBasic(option, given[0] ?? '', negatedBefore !== negatedAfter) ?? match;
}

/** Modules that iptables loads by itself for the options after `-p`: `-p tcp --dport 22`. */
const implicitModules: ReadonlyMap<number, string> = new Map([
  [1, 'icmp'],
  [6, 'tcp'],
  [17, 'udp'],
  [33, 'dccp'],
  [58, 'icmp6'],
  [132, 'sctp'],
  [136, 'udplite'],
]);

/** `-s -d -i -o -p -f`, then modules in the order in which they were given. */
const basicRanks: { readonly [kind in Match['kind']]?: number } = {
  source: 0,
  destination: 1,
  inInterface: 2,
  outInterface: 3,
  protocol: 4,
  fragment: 5,
};

function basicRank(match: Match): number {
  return basicRanks[match.kind] ?? 6;
}

function isInOrder(matches: readonly Match[]): boolean {
  let last = 0;
  for (const match of matches) {
    const rank = basicRank(match);
    if (rank < last) return false;
    last = rank;
  }
  return true;
}

function isEveryPort(range: Extract<Match, { kind: 'ports' }>['source']): boolean {
  return range !== null && range.first === 0 && range.last === 65_535 && !range.negated;
}

/** In the order in which libxt_conntrack prints them; a state that it does not know stays where it is. */
const stateOrder = ['INVALID', 'NEW', 'RELATED', 'ESTABLISHED', 'UNTRACKED', 'SNAT', 'DNAT'];

function sortStates(states: readonly string[]): readonly string[] {
  const upper = states.map((state) => state.toUpperCase());
  if (!upper.every((state) => stateOrder.includes(state))) return states;
  return stateOrder.filter((state) => upper.includes(state));
}

/** The map with its values mapped; the same map if none changed. */
function mapValues<K, V>(map: ReadonlyMap<K, V>, change: (value: V) => V): ReadonlyMap<K, V> {
  let changed = false;
  const mapped = new Map<K, V>();
  for (const [key, value] of map) {
    const now = change(value);
    changed ||= now !== value;
    mapped.set(key, now);
  }
  return changed ? mapped : map;
}
