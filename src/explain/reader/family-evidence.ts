import { addressVersion, protocolNumber } from '../../model/index.ts';
import type { Listing, Match, Rule, Table, Target } from '../../netfilter/index.ts';

/** How often rules show one family and the other. */
export interface FamilyEvidence {
  readonly ipv4: number;
  readonly ipv6: number;
}

/** What the rules of tables say of their family: addresses, protocols, and matches that only one has. */
export function evidenceOfTables(tables: Iterable<Table>): FamilyEvidence {
  const counts = { ipv4: 0, ipv6: 0 };
  for (const table of tables) {
    for (const chain of table.chains.values()) for (const rule of chain.rules) countRule(rule, counts);
  }
  return counts;
}

/** The same of a listing, whose columns say more: `0.0.0.0/0` and `::/0` stand for every address. */
export function evidenceOfListing({ chains }: Listing): FamilyEvidence {
  const counts = { ipv4: 0, ipv6: 0 };
  for (const { rows } of chains) {
    for (const { row } of rows) {
      countText(row.source, counts);
      countText(row.destination, counts);
      countProtocol(row.protocol.replace('!', ''), counts);
      // Only ip6tables, before 1.8.8, leaves the column empty; only iptables has fragments.
      if (row.option === null) counts.ipv6 += 1;
      else if (row.option !== '--') counts.ipv4 += 1;
      const answer = /reject-with (icmp6?)-/.exec(row.extra)?.[1];
      if (answer !== undefined) counts[answer === 'icmp' ? 'ipv4' : 'ipv6'] += 1;
    }
  }
  return counts;
}

type Counts = { -readonly [key in keyof FamilyEvidence]: number };

function countRule({ matches, target }: Rule, counts: Counts): void {
  for (const match of matches) countMatch(match, counts);
  if (target) countTarget(target, counts);
}

function countMatch(match: Match, counts: Counts): void {
  switch (match.kind) {
    case 'source':
    case 'destination':
      countText(match.cidr, counts);
      return;
    case 'protocol':
      countProtocol(match.protocol, counts);
      return;
    case 'fragment':
      counts.ipv4 += 1;
      return;
    case 'icmp':
      counts[match.module === 'icmp' ? 'ipv4' : 'ipv6'] += 1;
      return;
    case 'other':
      if (sixModules.has(match.module)) counts.ipv6 += 1;
      else if (match.module === 'ttl' || match.module === 'realm') counts.ipv4 += 1;
      else if (match.module === '' || match.module === 'iprange')
        for (const word of match.text.split(/[ -]/)) countText(word, counts);
      return;
    case 'inInterface':
    case 'outInterface':
    case 'ports':
    case 'multiport':
    case 'physdev':
    case 'set':
    case 'state':
    case 'ctstate':
    case 'mac':
    case 'comment':
      return;
  }
}

const sixModules: ReadonlySet<string> = new Set(['hl', 'rt', 'frag', 'hbh', 'dst', 'eui64', 'ipv6header', 'mh', 'srh']);

function countTarget(target: Target, counts: Counts): void {
  const text = target.kind === 'reject' ? (target.with ?? '') : target.kind === 'other' ? target.text : '';
  if (text.includes('icmp6-')) counts.ipv6 += 1;
  else if (text.includes('icmp-')) counts.ipv4 += 1;
  const to = target.kind === 'other' ? /^--to(?:-destination|-source)? ([^\s-]+)/.exec(text)?.[1] : undefined;
  if (to !== undefined) countText(to.replace(/^\[(.*)\].*$|^([0-9.]+):[0-9]+$/, '$1$2'), counts);
}

function countProtocol(protocol: string, counts: Counts): void {
  const number = protocolNumber(protocol);
  if (number === 1) counts.ipv4 += 1;
  if (number === 58) counts.ipv6 += 1;
}

/** An address or prefix, with or without `!`. */
function countText(text: string, counts: Counts): void {
  const word = text.startsWith('!') ? text.slice(1) : text;
  const slash = word.indexOf('/');
  const version = /^[0-9a-f:]/i.test(word) ? addressVersion(slash < 0 ? word : word.slice(0, slash)) : undefined;
  if (version === 4) counts.ipv4 += 1;
  if (version === 6) counts.ipv6 += 1;
}
