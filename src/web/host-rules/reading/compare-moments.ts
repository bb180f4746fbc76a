import { type Chain, type Family, diffChain, printRule } from '../../../netfilter/index.ts';
import type { Language } from '../../../words/index.ts';
import type { NamesById } from './asks.ts';
import { forwardChains, inReadingOrder } from './forward-chains.ts';
import type { ReadMoment } from './read-moment.ts';
import { type Why, whyOf } from './why.ts';

/** Two moments of a host side by side. */
export interface Comparison {
  /** Equal where `rows` are equal. */
  readonly token: string;
  /** Null: as the asker has them. */
  readonly rows: readonly CompareRow[] | null;
  /** Packets and bytes of the rule lines of the later moment: `RuleLine.line` counts the pairs. */
  readonly counters: Float64Array;
  /** The lines that have counted packets since the asker’s last comparison of the same rules. */
  readonly moved: ReadonlySet<number>;
  readonly summary: CompareSummary;
}

/** How much came and went, of what is ours and what is not. */
export interface CompareSummary {
  readonly chainsAdded: number;
  readonly chainsRemoved: number;
  readonly rulesAdded: number;
  readonly rulesRemoved: number;
}

export type Change = 'same' | 'added' | 'removed' | 'changed';

export type CompareRow =
  | {
      readonly kind: 'chain';
      readonly id: string;
      readonly table: string;
      readonly chain: string;
      /** The policy before and after; undefined: it is not there then. Null: a chain of one's own. */
      readonly policies: readonly [before: string | null | undefined, after: string | null | undefined];
      readonly change: Change;
    }
  | {
      readonly kind: 'rule';
      readonly id: string;
      readonly before: RuleLine | null;
      readonly after: RuleLine | null;
      /** `changed`: one stands in the other's place. */
      readonly change: Change;
    };

export interface RuleLine {
  /** Place in its chain, from 1. */
  readonly number: number;
  /** As iptables-save prints it. */
  readonly text: string;
  readonly why: Why | null;
  /** Which rule line of the dump it is; -1: it is in none. */
  readonly line: number;
}

interface CompareOptions {
  readonly family: Family;
  readonly isForwardOnly: boolean;
  readonly isChangedOnly: boolean;
  readonly groups: NamesById;
  readonly language: Language;
}

/** Chain by chain, in the later moment's order; what is gone comes last. */
export function compareMoments(
  before: ReadMoment,
  after: ReadMoment,
  options: CompareOptions,
): Pick<Comparison, 'summary'> & { readonly rows: readonly CompareRow[] } {
  const { family, isForwardOnly, isChangedOnly } = options;
  const [old, now] = [before.rules.rulesets[family], after.rules.rulesets[family]];
  const reached = isForwardOnly ? new Set([...forwardChains(old), ...forwardChains(now)]) : undefined;
  const tables = isForwardOnly ? ['filter'] : inReadingOrder([...now.tables.keys(), ...old.tables.keys()]);
  const rows: CompareRow[] = [];
  const summary = { chainsAdded: 0, chainsRemoved: 0, rulesAdded: 0, rulesRemoved: 0 };
  for (const table of tables) {
    const [oldChains, nowChains] = [old.tables.get(table)?.chains, now.tables.get(table)?.chains];
    for (const name of new Set([...(nowChains?.keys() ?? []), ...(oldChains?.keys() ?? [])])) {
      if (reached && !reached.has(name)) continue;
      const chains = [oldChains?.get(name), nowChains?.get(name)] as const;
      const pairs = pairRules(chains[0], chains[1], family);
      const isOwn = (chains[1] ?? chains[0])?.policy === null;
      // That a table was not looked at before it was used is no change of its built-in chains.
      const isNew = isOwn && chains[0] === undefined;
      const isGone = isOwn && chains[1] === undefined;
      const isSame = !isNew && !isGone && pairs.every(({ change }) => change === 'same');
      if (isChangedOnly && isSame) continue;
      const change = isNew ? 'added' : isGone ? 'removed' : isSame ? 'same' : 'changed';
      if (isNew) summary.chainsAdded += 1;
      if (isGone) summary.chainsRemoved += 1;
      const id = `${table} ${name}`;
      rows.push({
        kind: 'chain',
        id,
        table,
        chain: name,
        policies: [chains[0]?.policy, chains[1]?.policy],
        change,
      });
      for (const pair of pairs) {
        if (pair.before !== undefined && pair.change !== 'same') summary.rulesRemoved += 1;
        if (pair.after !== undefined && pair.change !== 'same') summary.rulesAdded += 1;
        if (isChangedOnly && pair.change === 'same') continue;
        const old = lineOf(before, table, chains[0], pair.before, options);
        const line = lineOf(after, table, chains[1], pair.after, options);
        // Of a rule that stays as and where it is one line is sent.
        const isKept = old !== null && old.text === line?.text && old.number === line.number;
        rows.push({
          kind: 'rule',
          id: `${id} ${pair.before ?? ''}/${pair.after ?? ''}`,
          before: isKept && pair.change === 'same' ? line : old,
          after: line,
          change: pair.change,
        });
      }
    }
  }
  return { rows, summary };
}

function lineOf(
  moment: ReadMoment,
  table: string,
  chain: Chain | undefined,
  index: number | undefined,
  { family, groups, language }: CompareOptions,
): RuleLine | null {
  const rule = index === undefined ? undefined : chain?.rules[index];
  if (index === undefined || chain === undefined || rule === undefined) return null;
  const ref = { table, chain: chain.name, rule: index + 1 };
  return {
    number: ref.rule,
    text: printRule(chain.name, rule),
    why: whyOf(moment.map, family, ref, groups, language) ?? null,
    line: moment.lineOf(family, table, chain.name, ref.rule),
  };
}

interface Pair {
  readonly before: number | undefined;
  readonly after: number | undefined;
  readonly change: Change;
}

/** Rules of two states of one chain by their indices, in an order that keeps both. */
function pairRules(old: Chain | undefined, now: Chain | undefined, family: Family): readonly Pair[] {
  const [before, after] = [old?.rules ?? [], now?.rules ?? []];
  const { gone, added } = diffChain(before, after, family);
  const [left, came] = [new Set(gone), new Set(added)];
  const [oldCount, nowCount] = [before.length, after.length];
  const pairs: Pair[] = [];
  let [i, j] = [0, 0];
  while (i < oldCount || j < nowCount) {
    const isGone = i < oldCount && left.has(i);
    const isNew = j < nowCount && came.has(j);
    if (!isGone && !isNew) pairs.push({ before: i++, after: j++, change: 'same' });
    else if (isGone && isNew) pairs.push({ before: i++, after: j++, change: 'changed' });
    else if (isGone) pairs.push({ before: i++, after: undefined, change: 'removed' });
    else pairs.push({ before: undefined, after: j++, change: 'added' });
  }
  return pairs;
}
