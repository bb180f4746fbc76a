import {
  type Family,
  type FindingCode,
  guessTable,
  isBuiltIn,
  knownTargets,
  type GuessedTable,
  listedTable,
  type Listing,
  type ListingLoss,
  normalise,
  type ParsedSave,
  parseListRules,
  parseSaveLines,
  readListing,
  type Table,
  type TableName,
  type Target,
} from '../../netfilter/index.ts';
import { evidenceOfListing, evidenceOfTables, type FamilyEvidence } from './family-evidence.ts';
import { excerpt, type Note, type ReadFindingCode } from './finding.ts';
import type { Backend, ReadHints, RulesKind } from './host-text.ts';
import type { Part, SplitText } from './split-text.ts';

/** Rules of one part of a text, before they are put together with those of others. */
export interface RulesUnit {
  readonly kind: RulesKind;
  readonly family: Family;
  readonly backend: Backend | undefined;
  readonly tables: readonly Table[];
  /** Only some chains of the table are there. */
  readonly isOneChain: boolean;
  /** Rules have their `-i` and `-o`. */
  readonly showsInterfaces: boolean;
  /** Index of the text, and the line, from 1. */
  readonly text: number;
  readonly line: number;
  /** Adds to what is said of the text. */
  readonly note: (note: Note) => void;
}

/** A part whose family is not settled yet: it may hang on the others. */
export interface OpenUnit {
  readonly family: Family | undefined;
  readonly tables: readonly TableName[];
  readonly isListing: boolean;
  readonly text: number;
  readonly close: (family: Family) => RulesUnit;
  readonly note: (note: Note) => void;
  readonly line: number;
}

/** Reads a part that holds rules. What is odd about it is noted with the text. */
export function openUnit(split: SplitText, part: Part, text: number, hints: ReadHints): OpenUnit {
  return part.kind === 'listing' ? openListing(split, part, text, hints) : openSave(split, part, text, hints);
}

function openSave(split: SplitText, part: Part, text: number, hints: ReadHints): OpenUnit {
  const kind = part.kind === 'listRules' ? 'listRules' : 'save';
  const about = facts(split, part, text);
  const guessed = kind === 'listRules' ? tableOf(part, namesIn(part), split, hints) : undefined;
  const parsed = guessed ? parseListRules(part.lines, guessed.table, 'ipv4') : parseSaveLines(part.lines, 'ipv4');
  noteFindings(parsed, part, split);
  if (guessed && !guessed.isSure)
    about.note({ code: 'table_guessed', line: about.line, values: { table: guessed.table } });
  // `iptables -S` prints the chains of the kernel first; without one it was asked for a single chain.
  const isOneChain =
    guessed !== undefined && (part.isOneChain || !part.lines.some((line) => /^(?:-P |:\S+ [A-Z])/.test(line)));
  if (isOneChain) about.note({ code: 'one_chain', line: about.line });
  const tables = [...parsed.ruleset.tables.values()];
  noteBareModules(tables, part, about);
  noteUnknownTargets(tables, about);
  return {
    ...about,
    family: settleFamily(evidenceOfTables(tables), split, part, hints, about),
    tables: tables.map(({ name }) => name),
    isListing: false,
    close: (family) => ({
      ...about,
      kind,
      family,
      tables: [...normalise({ ...parsed.ruleset, family }).tables.values()],
      isOneChain,
      showsInterfaces: true,
    }),
  };
}

function openListing(split: SplitText, part: Part, text: number, hints: ReadHints): OpenUnit {
  const about = facts(split, part, text);
  const listing = readListing(part.lines);
  classify(listing, split, part);
  const names = {
    chains: listing.chains.flatMap(({ head }) => (head.policy === null ? [] : [head.name])),
    targets: listing.chains.flatMap(({ rows }) => rows.flatMap(({ row }) => row.target ?? [])),
  };
  const { table, isSure } = tableOf(part, names, split, hints);
  if (!isSure) about.note({ code: 'table_guessed', line: about.line, values: { table } });
  const isOneChain = part.isOneChain || names.chains.length === 0;
  if (isOneChain) about.note({ code: 'one_chain', line: about.line });
  return {
    ...about,
    family: settleFamily(evidenceOfListing(listing), split, part, hints, about),
    tables: [table],
    isListing: true,
    close: (family) => {
      const { hosts = new Map(), assumeNoInterfaces = false } = hints;
      const listed = listedTable(listing, { table, family, hosts, assumeNoInterfaces });
      for (const index of listed.notJoined) {
        split.classes.set(part.places[index] ?? 0, 'odd');
        split.notes.addLine('line_unknown', lineOf(split, part, index), part.lines[index] ?? '');
      }
      noteLosses(listed.losses, split, part);
      const { tables } = normalise({ family, tables: new Map([[table, listed.table]]) });
      return {
        ...about,
        kind: 'listing',
        family,
        tables: [...tables.values()],
        isOneChain,
        showsInterfaces: listing.showsInterfaces,
      };
    },
  };
}

interface UnitFacts {
  readonly text: number;
  readonly line: number;
  readonly backend: Backend | undefined;
  readonly note: (note: Note) => void;
}

function facts(split: SplitText, part: Part, text: number): UnitFacts {
  return {
    text,
    line: lineOf(split, part, 0),
    backend: part.backend ?? split.text.backend,
    note: (note) => split.notes.add(note),
  };
}

/** Line of the text, from 1, that a line of a part is. */
export function lineOf(split: SplitText, part: Part, index: number): number {
  return split.clean.numberOf(part.places[index] ?? 0);
}

/** What the user says of the text or the part itself says; else a guess. */
function tableOf(
  part: Part,
  names: { readonly chains: readonly string[]; readonly targets: readonly string[] },
  split: SplitText,
  hints: ReadHints,
): GuessedTable {
  const told = part.table ?? split.text.table;
  if (told !== undefined) return { table: told, isSure: true };
  const guessed = guessTable(names.chains, names.targets);
  return guessed.isSure || hints.table === undefined ? guessed : { table: hints.table, isSure: true };
}

/** Chains of the kernel and targets in the text of `iptables -S`. */
function namesIn({ lines }: Part) {
  const chains = lines.flatMap(
    (line) =>
      /^-P (\S+)|^:(\S+) [A-Z]/
        .exec(line)
        ?.slice(1)
        .find((name) => name) ?? [],
  );
  const targets = lines.flatMap((line) => / -j (\S+)/.exec(line)?.[1] ?? []);
  return { chains, targets };
}

/**
 * Undefined: nothing tells it. The name of the program comes first, then what the rules say; the word of the user
 * settles what they leave open, and the name of a file at last.
 */
function settleFamily(
  { ipv4, ipv6 }: FamilyEvidence,
  split: SplitText,
  part: Part,
  hints: ReadHints,
  { line, note }: UnitFacts,
): Family | undefined {
  const seen = ipv4 === 0 && ipv6 === 0 ? undefined : ipv4 >= ipv6 ? 'ipv4' : 'ipv6';
  const isMixed = ipv4 > 0 && ipv6 > 0;
  if (isMixed) note({ code: 'family_mixed', line, values: { ipv4, ipv6 } });
  const said = part.family ?? split.text.family;
  if (said !== undefined && seen !== undefined && said !== seen && !isMixed) {
    note({ code: 'family_differs', line, values: { told: said, seen } });
  }
  if (part.family !== undefined) return part.family;
  if (seen !== undefined && !(isMixed && said !== undefined)) return seen;
  const hinted = said ?? hints.family;
  if (hinted !== undefined) return hinted;
  const name = split.text.name ?? '';
  return /ip6|v6/i.test(name) ? 'ipv6' : /ip4|v4/i.test(name) ? 'ipv4' : undefined;
}

function noteFindings({ findings }: ParsedSave, part: Part, split: SplitText): void {
  for (const { code, line, text } of findings) {
    const at = lineOf(split, part, line - 1);
    if (code === 'line_unknown' || code === 'line_outside_table') {
      split.classes.set(part.places[line - 1] ?? 0, 'odd');
      split.notes.addLine('line_unknown', at, text);
    } else {
      split.notes.add({
        code: isOwnChain(code, text) ? 'chain_lost' : code,
        line: at,
        values: { text: excerpt(text) },
      });
    }
  }
}

/** Whether a rule belongs to a chain that only a line of the dump can make. Chains of the kernel are there anyway. */
function isOwnChain(code: FindingCode, text: string): boolean {
  const chain = /-[AI] +(\S+)/.exec(text)?.[1] ?? '';
  return code === 'chain_undeclared' && !isBuiltIn('mangle', chain);
}

/**
 * `-m udp` without an option: iptables-save prints it also for `! --sport 0:65535`, which is never true and which the
 * legacy kernel keeps (recorded, 1.8.9).
 */
function noteBareModules(tables: readonly Table[], part: Part, { note, line }: UnitFacts): void {
  if (part.backend === 'nft') return;
  let count = 0;
  let place = '';
  for (const table of tables) {
    for (const chain of table.chains.values()) {
      for (const [index, { matches }] of chain.rules.entries()) {
        if (!matches.some((m) => m.kind === 'ports' && m.source === null && m.destination === null && m.rest === ''))
          continue;
        count += 1;
        place ||= `${table.name} ${chain.name} ${index + 1}`;
      }
    }
  }
  if (count > 0) note({ code: 'range_may_be_lost', line, values: { rules: count, place } });
}

/** Names that rules lead to and that are neither chains of the table nor targets that anybody knows. */
function noteUnknownTargets(tables: readonly Table[], { note, line }: UnitFacts): void {
  const told = new Set<string>();
  for (const table of tables) {
    for (const chain of table.chains.values()) {
      for (const { target } of chain.rules) {
        const name = lostName(target, table);
        if (name === undefined || told.has(name)) continue;
        told.add(name);
        note({ code: 'chain_not_shown', line, values: { rules: 1, text: excerpt(name) } });
      }
    }
  }
}

function lostName(target: Target | null, { chains }: Table): string | undefined {
  if (target?.kind === 'goto') return chains.has(target.chain) ? undefined : target.chain;
  return target?.kind === 'other' && !knownTargets.has(target.name) ? target.name : undefined;
}

/** Tells what the lines of a listing are, once they have been read. */
function classify(listing: Listing, split: SplitText, part: Part): void {
  const set = (index: number, to: 'rule' | 'continued' | 'odd') => split.classes.set(part.places[index] ?? 0, to);
  for (const { rows } of listing.chains) for (const { line } of rows) set(line, 'rule');
  for (const index of listing.joined) set(index, 'continued');
  for (const index of listing.homeless) {
    set(index, 'odd');
    split.notes.addLine('chain_head_lost', lineOf(split, part, index), part.lines[index] ?? '');
  }
  const odd = new Set(listing.odd);
  const noise = new Set<number>();
  for (const index of listing.odd) {
    // Behind a blank line come the words of the page that the listing stands on; in the middle, a rule that broke.
    const follows = part.lines[index - 1]?.trim() !== '' && !noise.has(index - 1);
    const isNoise = !follows && !/\s(?:--|-f|!f)\s/.test(part.lines[index] ?? '');
    if (isNoise && odd.has(index)) noise.add(index);
    set(index, 'odd');
    split.notes.addLine(isNoise ? 'noise' : 'line_unknown', lineOf(split, part, index), part.lines[index] ?? '');
  }
}

/** Each name and word is told once, with how often it occurs; what any rule can have, once for all. */
function noteLosses(losses: readonly ListingLoss[], split: SplitText, part: Part): void {
  const grouped = new Map<string, { readonly loss: ListingLoss; count: number }>();
  for (const loss of losses) {
    const key = manyAlike.has(loss.code) ? loss.code : `${loss.code} ${loss.text}`;
    const group = grouped.get(key);
    if (group) group.count += 1;
    else grouped.set(key, { loss, count: 1 });
  }
  for (const { loss, count } of grouped.values()) {
    const [stated, found] = loss.counts ?? [];
    split.notes.add({
      code: loss.code,
      line: lineOf(split, part, loss.line),
      values: {
        rules: count,
        text: excerpt(loss.text),
        ...(stated !== undefined && { stated }),
        ...(found !== undefined && { found }),
      },
    });
  }
}

const manyAlike: ReadonlySet<ReadFindingCode> = new Set([
  'interface_not_shown',
  'interface_assumed',
  'address_name_assumed',
  'counter_rounded',
  'match_in_part',
  'match_or_comment',
]);
