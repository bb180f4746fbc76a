import { knownMatches, knownTargets, targetTables } from './known-extensions.ts';
import { matchParsers } from './match/table.ts';
import type { Match, PortModule } from './match.ts';
import { protocolNumber } from './protocol-names.ts';
import type { ChainName, Family, Rule, TableName } from './ruleset.ts';
import type { Target } from './target.ts';

/** Where a rule is to stand. `sets` undefined: any set is taken to be there. */
export interface RulePlace {
  readonly family: Family;
  readonly table: TableName;
  readonly chain: ChainName;
  readonly isChain: (name: ChainName) => boolean;
  readonly sets: ReadonlySet<string> | undefined;
}

/**
 * Why iptables-restore 1.8.9 or the kernel would refuse a rule, in about the program's own words; undefined if it
 * would not. The rule is expected in normal spelling: what is still without meaning there is malformed.
 */
export function refusalOfRule(rule: Rule, place: RulePlace): string | undefined {
  const seen = new Set<string>();
  for (const match of rule.matches) {
    if (isBasic(match)) {
      if (seen.has(match.kind)) return 'multiple consecutive options of one kind not allowed';
      seen.add(match.kind);
    }
    const refusal = refusalOfMatch(match, rule, place);
    if (refusal !== undefined) return refusal;
  }
  return rule.target === null ? undefined : refusalOfTarget(rule.target, place);
}

function refusalOfMatch(match: Match, rule: Rule, place: RulePlace): string | undefined {
  switch (match.kind) {
    case 'source':
    case 'destination':
      return match.cidr.includes(':') === (place.family === 'ipv6')
        ? undefined
        : `host/network \`${match.cidr}' not found`;
    case 'inInterface':
    case 'outInterface':
      if (match.name.length > 15) return `interface name \`${match.name}' must be shorter than 16 characters`;
      return refusalOfInterface(match.kind, place.chain);
    case 'protocol': {
      const number = protocolNumber(match.protocol);
      if (number === undefined) return `unknown protocol "${match.protocol}" specified`;
      return number === 0 ? 'rule would never match protocol' : undefined;
    }
    case 'fragment':
      return place.family === 'ipv6' ? 'unknown option "-f"' : undefined;
    case 'ports': {
      const options = match.rest.split(' ').filter((word) => word.startsWith('--'));
      const bad = options.find((option) => !portOptions[match.module].includes(option));
      if (bad !== undefined) return `unknown option "${bad}"`;
      return needsProtocol(rule, match.module, [match.module]);
    }
    case 'multiport': {
      const slots = match.ranges.reduce((count, { first, last }) => count + (first === last ? 1 : 2), 0);
      if (slots > 15) return 'too many ports specified';
      return needsProtocol(rule, 'multiport', ['tcp', 'udp', 'udplite', 'sctp', 'dccp']);
    }
    case 'icmp':
      if ((match.module === 'icmp6') !== (place.family === 'ipv6')) return `Couldn't load match \`${match.module}'`;
      return needsProtocol(rule, match.module, [match.module === 'icmp' ? 'icmp' : 'ipv6-icmp']);
    case 'physdev':
      return [match.in, match.out].some((device) => device !== null && device.name.length > 15)
        ? 'interface name must be shorter than 16 characters'
        : undefined;
    case 'set':
      if (match.name.length > 31) return `setname \`${match.name}' too long`;
      return place.sets === undefined || place.sets.has(match.name) ? undefined : `Set ${match.name} doesn't exist.`;
    case 'comment':
      return match.text.length > 255 ? 'COMMENT must be shorter than 256 characters' : undefined;
    case 'state':
    case 'ctstate':
      return match.states.every((state) => knownStates.has(state))
        ? undefined
        : `Bad ctstate "${match.states.join(',')}"`;
    case 'mac':
      return undefined;
    case 'other':
      return refusalOfOther(match);
  }
}

/** What these modules take beside ports. */
const portOptions: { readonly [module in PortModule]: readonly string[] } = {
  tcp: ['--tcp-flags', '--tcp-option'],
  udp: [],
  udplite: [],
  sctp: ['--chunk-types'],
  dccp: ['--dccp-types', '--dccp-option'],
};

const knownStates: ReadonlySet<string> = new Set([
  'INVALID',
  'NEW',
  'RELATED',
  'ESTABLISHED',
  'UNTRACKED',
  'SNAT',
  'DNAT',
]);

/** These have, besides the forms of their kind, forms that are kept word for word: ports by name, `--ctproto`. */
const withOtherForms: ReadonlySet<string> = new Set(['conntrack', 'tcp', 'udp', 'sctp', 'dccp', 'udplite']);

function refusalOfOther(match: Extract<Match, { kind: 'other' }>): string | undefined {
  if (match.module === '') return `Bad argument \`${match.text}'`;
  if (!knownMatches.has(match.module)) return `Couldn't load match \`${match.module}'`;
  const badPort = badPorts(match.text);
  if (badPort !== undefined) return `invalid port/service \`${badPort}' specified`;
  return matchParsers.has(match.module) && !withOtherForms.has(match.module)
    ? `${match.module}: bad option in \`${match.text}'`
    : undefined;
}

/** A port that is a number and none; a name may be one of a service (/etc/services), which is the host's to know. */
function badPorts(text: string): string | undefined {
  for (const [, ports = ''] of text.matchAll(/--(?:s|source-|d|destination-)port (\S+)/g)) {
    const numbers = ports.split(':').filter((port) => /^[0-9]+$/.test(port));
    const bad = numbers.find((port) => Number(port) > 65_535);
    if (bad !== undefined) return bad;
    if (numbers.length === 2 && Number(numbers[0]) > Number(numbers[1])) return ports;
  }
  return undefined;
}

function refusalOfInterface(kind: 'inInterface' | 'outInterface', chain: ChainName): string | undefined {
  if (kind === 'inInterface') {
    return chain === 'OUTPUT' || chain === 'POSTROUTING' ? `Can't use -i with ${chain}` : undefined;
  }
  return chain === 'INPUT' || chain === 'PREROUTING' ? `Can't use -o with ${chain}` : undefined;
}

function needsProtocol(rule: Rule, module: string, protocols: readonly string[]): string | undefined {
  const has = rule.matches.some(
    (match) => match.kind === 'protocol' && !match.negated && protocols.includes(match.protocol),
  );
  return has ? undefined : `${module} match: needs -p ${protocols.join(' or ')}`;
}

function isBasic(match: Match): boolean {
  return ['source', 'destination', 'inInterface', 'outInterface', 'protocol', 'fragment'].includes(match.kind);
}

function refusalOfTarget(target: Target, place: RulePlace): string | undefined {
  switch (target.kind) {
    case 'accept':
    case 'drop':
    case 'return':
      return undefined;
    case 'jump':
    case 'goto':
      return place.isChain(target.chain) ? undefined : `Couldn't load target \`${target.chain}'`;
    case 'ct':
      return refusalOfExtension('CT', place.table);
    case 'reject':
      return refusalOfExtension('REJECT', place.table);
    case 'other':
      return refusalOfExtension(target.name, place.table);
  }
}

function refusalOfExtension(name: string, table: TableName): string | undefined {
  if (!knownTargets.has(name)) return `Couldn't load target \`${name}'`;
  const tables = targetTables.get(name);
  return tables === undefined || tables.includes(table) ? undefined : `${name} is not for table ${table}`;
}
