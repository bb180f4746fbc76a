import { protocolText } from '../../model/index.ts';
import { knownTargets } from '../known-extensions.ts';
import type { Match } from '../match.ts';
import { type IsChain, parseRule } from '../parse-rule.ts';
import { protocolNumber } from '../protocol-names.ts';
import type { Chain, ChainName, Counters, Family, Rule, Table, TableName } from '../ruleset.ts';
import type { Target } from '../target.ts';
import { type HostNames, readAddress } from './address-column.ts';
import { type Extra, type ExtraPart, readExtra, sayComment } from './extra.ts';
import { notTold } from './not-told.ts';
import type { ListedRow, Listing } from './read-listing.ts';
import type { Row } from './row.ts';

export interface ListingFacts {
  readonly table: TableName;
  readonly family: Family;
  readonly hosts: HostNames;
  /** Take it that no rule names a device where the listing shows none. */
  readonly assumeNoInterfaces: boolean;
}

/** What a listing does not say, or not surely, about one rule or chain. Lines from 0. */
export interface ListingLoss {
  readonly code: ListingLossCode;
  readonly line: number;
  /** The name, word or number that it is about. */
  readonly text: string;
  /** Of references: as many as the chain says it has, and as many as there are. */
  readonly counts?: readonly [stated: number, found: number];
}

export type ListingLossCode =
  | 'interface_not_shown'
  | 'interface_assumed'
  | 'address_name_unknown'
  | 'address_name_assumed'
  | 'service_unknown'
  | 'protocol_unknown'
  | 'match_in_part'
  | 'match_or_comment'
  | 'match_unknown'
  | 'counter_rounded'
  | 'chain_not_shown'
  | 'references_differ';

export interface ListedTable {
  readonly table: Table;
  readonly losses: readonly ListingLoss[];
  /** Lines that were taken for the rest of a rule and are not. */
  readonly notJoined: readonly number[];
}

/** The rules of a listing in the words of iptables-save, as far as it tells them, and all that it does not tell. */
export function listedTable(listing: Listing, facts: ListingFacts): ListedTable {
  const losses: ListingLoss[] = [];
  const lose: Lose = (code, line, text) => losses.push({ code, line, text });
  const names = new Set(listing.chains.map(({ head }) => head.name));
  const about: Reading = {
    ...facts,
    isChain: (name) => names.has(name),
    isNumeric: listing.chains.some(({ rows }) => rows.some(({ row }) => row.in === '*' || row.out === '*')),
    parts: new Map(),
    notJoined: [],
    lose,
  };
  const chains = new Map<ChainName, Chain>();
  for (const { head, rows } of listing.chains) {
    const rules = rows.map((listed, index) => readRule(listed, head.name, index + 1, about));
    const counters = head.counters && readCounters(head.counters[0], head.counters[1]);
    chains.set(head.name, { name: head.name, policy: head.policy, ...(counters && { counters }), rules });
  }
  losses.push(...wrongReferences(listing));
  return { table: { name: facts.table, chains }, losses, notJoined: about.notJoined };
}

interface Reading extends ListingFacts {
  readonly isChain: IsChain;
  /** `*` for every device, not "any": one that is called "any" is a device. */
  readonly isNumeric: boolean;
  /** Matches read before, by what iptables-save says for them. */
  readonly parts: Map<string, readonly Match[]>;
  readonly notJoined: number[];
  readonly lose: Lose;
}

type Lose = (code: ListingLossCode, line: number, text: string) => void;

function readRule(listed: ListedRow, chain: ChainName, number: number, about: Reading): Rule {
  const { row, line } = listed;
  const { lose } = about;
  const matches: Match[] = [];
  for (const kind of ['source', 'destination'] as const) {
    const { match, name } = readAddress(kind, row[kind], about.family, about.hosts);
    if (match) matches.push(match);
    if (name?.from === 'nowhere') lose('address_name_unknown', line, name.text);
    if (name?.from === 'usual') lose('address_name_assumed', line, name.text);
  }
  if (row.in !== null) addDevice('inInterface', row.in, about.isNumeric, matches);
  if (row.out !== null) addDevice('outInterface', row.out, about.isNumeric, matches);
  addProtocol(row.protocol, line, about, matches);
  if (row.option === '-f' || row.option === '!f') matches.push({ kind: 'fragment', negated: row.option === '!f' });
  if (row.in === null) {
    lose(about.assumeNoInterfaces ? 'interface_assumed' : 'interface_not_shown', line, chain);
    if (!about.assumeNoInterfaces) matches.push(notTold('interface not shown', about.table, chain, number));
  }
  const { name, extra } = readWithMore(listed, about);
  for (const part of extra.parts) addPart(part, line, chain, number, about, matches);
  const target = readTarget(name, extra, about);
  if (target?.kind === 'other' && !knownTargets.has(target.name)) lose('chain_not_shown', line, target.name);
  const counters = row.packets === null || row.bytes === null ? null : readCounters(row.packets, row.bytes);
  if (counters && /[KMGT]$/.test(`${row.packets}`)) lose('counter_rounded', line, `${row.packets}`);
  else if (counters && /[KMGT]$/.test(`${row.bytes}`)) lose('counter_rounded', line, `${row.bytes}`);
  return counters ? { matches, target, counters } : { matches, target };
}

/**
 * The extra column, with the lines below it if that makes sense of both. A line that does not is told as not understood,
 * for it may be a rule that broke.
 */
function readWithMore(
  { row, more }: ListedRow,
  about: Reading,
): { readonly name: string | null; readonly extra: Extra } {
  const read = (text: string) => readNamed({ ...row, extra: text }, about);
  const alone = read(row.extra);
  if (more.length === 0) return alone;
  const all = read([row.extra, ...more.map(({ text }) => text)].join(' ').trim());
  if (isUnderstood(all.extra)) return all;
  about.notJoined.push(...more.map(({ line }) => line));
  return alone;
}

function isUnderstood(extra: Extra): boolean {
  return extra.parts.every(({ kind }) => kind !== 'unknown');
}

/** `-j NOTRACK` is listed as CT, its other name stands behind. */
function readNamed(row: Row, { isChain }: Reading): { readonly name: string | null; readonly extra: Extra } {
  const isNotrack = row.target === 'CT' && /(?:^| )NOTRACK$/.test(row.extra) && !isChain('CT');
  const name = isNotrack ? 'NOTRACK' : row.target;
  const text = isNotrack ? row.extra.slice(0, -'NOTRACK'.length).trimEnd() : row.extra;
  const saysMore = name !== null && !isChain(name) && knownTargets.has(name);
  return { name, extra: readExtra(text, saysMore ? name : null) };
}

function readTarget(name: string | null, extra: Extra, { isChain }: Reading): Target | null {
  if (name === null) return null;
  if (extra.isGoto) return { kind: 'goto', chain: name };
  return parseRule(`-j ${name} ${extra.targetOptions}`.trimEnd(), isChain).target;
}

function addDevice(kind: 'inInterface' | 'outInterface', column: string, isNumeric: boolean, matches: Match[]): void {
  const negated = column.startsWith('!');
  const name = negated ? column.slice(1) : column;
  const isAll = name === '*' || name === '+' || (name === 'any' && !isNumeric);
  if (!isAll || negated) matches.push({ kind, name, negated });
}

function addProtocol(column: string, line: number, { lose }: Reading, matches: Match[]): void {
  const negated = column.startsWith('!');
  const name = negated ? column.slice(1) : column;
  const number = protocolNumber(name);
  if (number === undefined) lose('protocol_unknown', line, name);
  if (number === 0 && !negated) return;
  matches.push({ kind: 'protocol', protocol: number === undefined ? name : protocolText(number), negated });
}

function addPart(
  part: ExtraPart,
  line: number,
  chain: ChainName,
  number: number,
  about: Reading,
  matches: Match[],
): void {
  switch (part.kind) {
    case 'comment':
      matches.push(...readSaid(sayComment(part.text), about));
      return;
    case 'match':
      if (part.unknownService !== undefined) about.lose('service_unknown', line, part.unknownService);
      if (part.isPartial) about.lose('match_in_part', line, part.say);
      matches.push(...readSaid(part.say, about));
      return;
    case 'doubtful':
      about.lose('match_or_comment', line, part.text);
      matches.push(notTold('match or comment', about.table, chain, number, part.text));
      return;
    case 'unknown':
      about.lose('match_unknown', line, part.text);
      matches.push(notTold('not understood', about.table, chain, number, part.text));
      return;
  }
}

/** Through the reader of the save text, so that both texts of a rule come to the same matches. */
function readSaid(say: string, { parts }: Reading): readonly Match[] {
  let read = parts.get(say);
  if (read === undefined) {
    read = parseRule(say, () => false).matches;
    parts.set(say, read);
  }
  return read;
}

const units: Readonly<Record<string, bigint>> = { K: 1_000n, M: 1_000_000n, G: 1_000_000_000n, T: 1_000_000_000_000n };

function readCounters(packets: string, bytes: string): Counters | undefined {
  const read = (text: string): bigint | undefined => {
    const found = /^([0-9]{1,20})([KMGT]?)$/.exec(text);
    return found?.[1] === undefined ? undefined : BigInt(found[1]) * (units[found[2] ?? ''] ?? 1n);
  };
  const counters = { packets: read(packets), bytes: read(bytes) };
  return counters.packets === undefined || counters.bytes === undefined
    ? undefined
    : { packets: counters.packets, bytes: counters.bytes };
}

/** A chain says how many rules lead to it. Where other rules do, some of the listing is missing. */
function wrongReferences({ chains }: Listing): ListingLoss[] {
  // Of a single chain nobody can see who leads to it.
  if (!chains.some(({ head }) => head.policy !== null)) return [];
  const counted = new Map<string, number>();
  for (const { rows } of chains) {
    for (const { row } of rows) if (row.target !== null) counted.set(row.target, (counted.get(row.target) ?? 0) + 1);
  }
  return chains.flatMap(({ head, line }): ListingLoss[] => {
    const found = counted.get(head.name) ?? 0;
    if (head.references === null || head.references === found) return [];
    return [{ code: 'references_differ', line, text: head.name, counts: [head.references, found] }];
  });
}
