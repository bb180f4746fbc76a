import type { Asked } from '../../ask/index.ts';
import {
  type ChainRole,
  type HostPass,
  type Miss,
  type PathLine,
  type RuleMeaning,
  type RuleRef,
  type Verdict,
  missWords,
  pathLines,
  ruleWords,
} from '../../explain/index.ts';
import { printRule } from '../../netfilter/index.ts';
import type { Language } from '../../words/index.ts';
import { type ChainMapData, chainMapOf } from './chain-map-data.ts';
import { matchText } from './match-text.ts';

/** The way of a packet through one host, chain by chain. */
export interface PassAnswer {
  readonly host: string;
  readonly step: HostPass['step'];
  readonly verdict: Verdict;
  readonly chains: readonly PathChain[];
  /** Rules of these chains that did not match and are left out. */
  readonly hidden: number;
  readonly map: ChainMapData;
}

/** Rules of one chain that were met one after the other. */
export interface PathChain {
  readonly table: string;
  readonly chain: string;
  readonly role: ChainRole;
  readonly rows: readonly PathRow[];
}

export interface PathRow extends RuleRef {
  readonly kind: PathLine['kind'];
  /** What it asks of a packet, short; empty: nothing. */
  readonly asks: string;
  /** The whole rule, as iptables-save prints it; of a policy the chain's own line. */
  readonly text: string;
  /** Null: it only counts. */
  readonly target: string | null;
  readonly leadsTo: string | null;
  readonly decides: boolean;
  /** What it is for; null: its text says as much. */
  readonly what: string | null;
  /** Read off the rules themselves: nobody is known to have said so. */
  readonly isInferred: boolean;
  /** The group whose rule it comes from, and the rule. */
  readonly group: { readonly id: string; readonly rule: string | null } | null;
  /** Why it did not hold. */
  readonly missed: string | null;
}

export function passAnswer(
  { host, step, pass, judgement }: HostPass,
  { names }: Pick<Asked, 'names'>,
  all: boolean,
  language: Language,
): PassAnswer {
  const { lines, hidden } = pathLines(pass, judgement, { all });
  const told = all ? pathLines(pass, judgement, { all: false }).lines : lines;
  const { family } = pass.packet;
  const chains: { table: string; chain: string; role: ChainRole; rows: PathRow[] }[] = [];
  for (const line of lines) {
    const { table, chain } = line.ref;
    const last = chains.at(-1);
    const same = last !== undefined && last.table === table && last.chain === chain ? last : undefined;
    const own = same ?? { table, chain, role: pass.map.chain(family, table, chain).role, rows: [] };
    if (!same) chains.push(own);
    own.rows.push(rowOf(line));
  }
  return { host, step, verdict: judgement.verdict, chains, hidden, map: chainMapOf(pass, judgement, told) };

  function rowOf(line: PathLine): PathRow {
    const { ref, kind, target, leadsTo, decides, meaning, misses } = line;
    const chain = pass.map.rulesets[family].tables.get(ref.table)?.chains.get(ref.chain);
    const rule = chain?.rules[ref.rule - 1];
    return {
      ...ref,
      kind,
      asks: rule ? matchText(rule) : '',
      text: rule ? printRule(ref.chain, rule) : `:${ref.chain} ${chain?.policy ?? ''}`,
      target,
      leadsTo,
      decides,
      what: isPlain(meaning) ? null : (ruleWords(pass.map, family, ref, names, language) ?? null),
      isInferred: meaning.certainty === 'inferred',
      group: groupOf(meaning),
      missed:
        misses === null || saysItself(misses) ? null : missWords(misses, pass.packet, pass.trace.ctState, language),
    };
  }
}

/** It is for another device, which what it asks says already. */
function saysItself(misses: readonly Miss[]): boolean {
  return misses.every(({ field }) => field === 'device');
}

/** Of these the target says what they are for. */
function isPlain({ reasons }: RuleMeaning): boolean {
  const [reason] = reasons;
  return reason?.kind === 'scaffold' && (reason.role === 'dispatch' || reason.role === 'fallback');
}

function groupOf({ reasons }: RuleMeaning): PathRow['group'] {
  for (const reason of reasons) {
    if (reason.kind === 'securityGroupRule' && reason.group !== undefined) {
      return { id: reason.group, rule: reason.rule ?? null };
    }
  }
  return null;
}
