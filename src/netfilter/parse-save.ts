import { isBuiltIn } from './built-in-chains.ts';
import type { Finding, FindingCode } from './finding.ts';
import { noParts, parseWords } from './parse-rule.ts';
import type { PrintStyle, Remark } from './print-style.ts';
import { splitWords } from './quoting.ts';
import type { Chain, ChainName, Counters, Family, Policy, Rule, Ruleset, Table, TableName } from './ruleset.ts';

export interface ParsedSave {
  readonly ruleset: Ruleset;
  readonly findings: readonly Finding[];
  /** With it `printSave` writes the text again, to the byte, if it was one of iptables-save. */
  readonly style: PrintStyle;
}

/**
 * The ruleset in the text of iptables-save or ip6tables-save, with or without counters. Never throws: what it does
 * not understand it names as a finding and goes on. Options and modules of no known kind are kept word for word.
 */
export function parseSave(text: string, family: Family): ParsedSave {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return parseSaveLines(lines, family);
}

/** The same of a text that is cut into its lines. */
export function parseSaveLines(lines: readonly string[], family: Family): ParsedSave {
  const tables = new Map<TableName, Table>();
  const findings: Finding[] = [];
  const remarks: Remark[] = [];
  let draft: TableDraft | undefined;
  let open = false;

  const note = (code: FindingCode, index: number) => findings.push({ code, line: index + 1, text: lines[index] ?? '' });
  const keep = (index: number) => remarks.push({ line: index, text: lines[index] ?? '' });

  for (let index = 0; index < lines.length; index += 1) {
    const line = trimEnd(lines[index] ?? '');
    const first = line[0];
    if (first === undefined || first === '#') {
      keep(index);
    } else if (first === '*') {
      if (open) note('table_unfinished', index);
      if (draft) tables.set(draft.name, finish(draft, note));
      const name = line.slice(1).trim();
      const before = tables.get(name);
      if (before) note('table_twice', index);
      draft = startTable(name, before);
      open = true;
    } else if (draft === undefined || !open) {
      note('line_outside_table', index);
      keep(index);
    } else if (line === 'COMMIT') {
      open = false;
    } else if (first === ':') {
      const chain = parseChainLine(line);
      if (chain === undefined) {
        note('line_unknown', index);
        keep(index);
      } else {
        if (draft.chains.has(chain.name)) note('chain_twice', index);
        draft.chains.set(chain.name, chain);
      }
    } else if (isRuleLine(line)) {
      draft.pending.push({ line, index });
    } else {
      note('line_unknown', index);
      keep(index);
    }
  }
  if (draft) tables.set(draft.name, finish(draft, note));
  if (open) note('table_unfinished', lines.length - 1);
  findings.sort((a, b) => a.line - b.line);
  return { ruleset: { family, tables }, findings, style: { counters: 'given', remarks } };
}

/** A table while it is read. Rules wait for its end: only then is it known which names are chains. */
interface TableDraft {
  readonly name: TableName;
  readonly chains: Map<ChainName, Omit<Chain, 'rules'>>;
  readonly rules: Map<ChainName, Rule[]>;
  readonly pending: { readonly line: string; readonly index: number }[];
}

function startTable(name: TableName, before: Table | undefined): TableDraft {
  const draft: TableDraft = { name, chains: new Map(), rules: new Map(), pending: [] };
  for (const { rules, ...chain } of before?.chains.values() ?? []) {
    draft.chains.set(chain.name, chain);
    draft.rules.set(chain.name, [...rules]);
  }
  return draft;
}

function finish(draft: TableDraft, note: (code: FindingCode, index: number) => void): Table {
  const isChain = (name: ChainName) => draft.chains.has(name);
  const known = noParts();
  for (const { line, index } of draft.pending) {
    const counters = line[0] === '[' ? parseCounters(line.slice(0, line.indexOf(']') + 1)) : undefined;
    const words = splitWords(line, counters === undefined ? 0 : line.indexOf(']') + 1);
    if (words.unclosed) note('quote_unclosed', index);
    const [command, chain = ''] = words.values;
    if (!draft.chains.has(chain)) {
      note('chain_undeclared', index);
      draft.chains.set(chain, { name: chain, policy: isBuiltIn(draft.name, chain) ? 'ACCEPT' : null });
    }
    let rules = draft.rules.get(chain);
    if (rules === undefined) {
      rules = [];
      draft.rules.set(chain, rules);
    }
    if (command === '-A') {
      rules.push(parseWords(line, words, 2, isChain, counters, known));
    } else {
      note('line_inserts', index);
      const hasPosition = /^[0-9]{1,9}$/.test(words.values[2] ?? '');
      const rule = parseWords(line, words, hasPosition ? 3 : 2, isChain, counters, known);
      rules.splice(hasPosition ? Number(words.values[2]) - 1 : 0, 0, rule);
    }
  }
  const chains = new Map<ChainName, Chain>();
  for (const [name, chain] of draft.chains) chains.set(name, { ...chain, rules: draft.rules.get(name) ?? [] });
  return { name: draft.name, chains };
}

/** `-A ...`, `[1:2] -A ...`; `-I` as people write it. */
function isRuleLine(line: string): boolean {
  const from = line[0] === '[' && parseCounters(line.slice(0, line.indexOf(']') + 1)) ? line.indexOf(']') + 2 : 0;
  return (line.startsWith('-A ', from) || line.startsWith('-I ', from)) && line.slice(from + 3).trim() !== '';
}

const policies: ReadonlySet<string> = new Set<Policy>(['ACCEPT', 'DROP', 'QUEUE', 'RETURN']);

function isPolicy(word: string): word is Policy {
  return policies.has(word);
}

function parseChainLine(line: string): Omit<Chain, 'rules'> | undefined {
  const [name, policy, counted, more] = splitWords(line, 1).values;
  if (name === undefined || policy === undefined || more !== undefined) return undefined;
  const counters = counted === undefined ? undefined : parseCounters(counted);
  if (counted !== undefined && counters === undefined) return undefined;
  if (policy !== '-' && !isPolicy(policy)) return undefined;
  const chain = { name, policy: isPolicy(policy) ? policy : null };
  return counters === undefined ? chain : { ...chain, counters };
}

/** "[12:3456]"; at most the digits of a 64-bit number. */
export function parseCounters(text: string): Counters | undefined {
  const found = /^\[([0-9]{1,20}):([0-9]{1,20})\]$/.exec(text);
  return found?.[1] === undefined || found[2] === undefined
    ? undefined
    : { packets: BigInt(found[1]), bytes: BigInt(found[2]) };
}

function trimEnd(line: string): string {
  const code = line.charCodeAt(line.length - 1);
  return code === 0x20 || code === 0x0d || code === 0x09 ? line.trimEnd() : line;
}
