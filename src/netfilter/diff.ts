import { isBuiltIn } from './built-in-chains.ts';
import { diffChain } from './diff-chain.ts';
import type { Edit, RulesetEdits, TableEdits } from './edit.ts';
import { type Owner, merge } from './merge.ts';
import type { Chain, Family, Rule, Ruleset, Table } from './ruleset.ts';

/**
 * The edits that make `observed` hold what `desired` says for our chains and our rules in built-in chains; see `merge`
 * for what becomes of all others. Rules that stay are not touched, so they keep their counters. A chain that is the
 * same object on both sides is not looked at: whoever hands back `after` of the last difference pays only for what
 * changed.
 */
export function diff(observed: Ruleset, desired: Ruleset, owner: Owner): RulesetEdits {
  const { family } = observed;
  const after = merge(observed, desired, owner);
  const tables: TableEdits[] = [];
  for (const table of after.tables.values()) {
    const edits = diffTable(observed.tables.get(table.name), table, desired.tables.get(table.name), family, owner);
    if (edits.length > 0) tables.push({ table: table.name, edits });
  }
  tables.sort((a, b) => commitRank(a) - commitRank(b));
  return { family, tables, after };
}

/** The edits of one commit, in the order declare, fill, link, unlink, flush, remove. */
function diffTable(
  before: Table | undefined,
  after: Table,
  desired: Table | undefined,
  family: Family,
  owner: Owner,
): readonly Edit[] {
  const declared: Edit[] = [];
  const filled: Edit[] = [];
  const changed: Edit[] = [];
  const linked: Edit[] = [];
  for (const chain of after.chains.values()) {
    const old = before?.chains.get(chain.name);
    if (old === chain) continue;
    if (isBuiltIn(after.name, chain.name)) {
      const isOurs = (rule: Rule) => owner.ownsRule(after.name, chain.name, rule);
      linked.push(...builtInEdits(old?.rules ?? [], chain, desired?.chains.get(chain.name), family, isOurs));
      continue;
    }
    const { gone, added, staying } = diffChain(old?.rules ?? [], chain.rules, family);
    const isRefilled = old !== undefined && staying === 0 && gone.length > 0 && added.length > 0;
    if (old === undefined || isRefilled) {
      // By index is cheaper for a few rules of many; with no rule to keep, emptying the chain is one line for all.
      declared.push({ kind: 'declare', chain: chain.name });
      for (const index of added) filled.push(addition('append', chain, index));
    } else if (chain.rules.length === 0) {
      if (gone.length > 0) changed.push({ kind: 'flush', chain: chain.name });
    } else {
      for (const edit of deletions(old, gone)) changed.push(edit);
      for (const [count, index] of added.entries()) {
        changed.push(addition(index === staying + count ? 'append' : 'insert', chain, index));
      }
    }
  }
  const removed = [...(before?.chains.values() ?? [])].filter((chain) => !after.chains.has(chain.name));
  return [
    ...declared,
    ...filled,
    ...changed,
    ...linked,
    ...removed.filter((chain) => chain.rules.length > 0).map(({ name }): Edit => ({ kind: 'flush', chain: name })),
    ...removed.map(({ name }): Edit => ({ kind: 'remove', chain: name })),
  ];
}

/**
 * In a built-in chain ours stand before those of others. Rules of others are never touched, so one of ours that
 * somebody got in front of is deleted and inserted anew.
 */
function builtInEdits(
  before: readonly Rule[],
  chain: Chain,
  desired: Chain | undefined,
  family: Family,
  isOurs: (rule: Rule) => boolean,
): readonly Edit[] {
  const foreign = before.findIndex((rule) => !isOurs(rule));
  const head = foreign < 0 ? before.length : foreign;
  const ours = desired?.rules.filter(isOurs) ?? [];
  const { gone, added } = diffChain(before.slice(0, head), ours, family);
  const late = before.flatMap((rule, index) => (index > head && isOurs(rule) ? [index] : []));
  const wanted = new Map(desired?.rules.map((rule, index) => [rule, index]));
  return [
    ...deletions({ ...chain, rules: before }, [...gone, ...late]),
    ...added.map((place): Edit => {
      const edit = addition('insert', chain, place);
      return { ...edit, index: wanted.get(edit.rule) ?? place };
    }),
  ];
}

/** From the last to the first, so that each stands where it stood before. */
function deletions(chain: Chain, gone: readonly number[]): readonly Edit[] {
  const edits: Edit[] = [];
  for (const index of [...gone].reverse()) {
    const rule = chain.rules[index];
    if (rule !== undefined) edits.push({ kind: 'delete', chain: chain.name, position: index + 1, rule });
  }
  return edits;
}

type Addition = Extract<Edit, { kind: 'append' | 'insert' }>;

/** Rules come in from the first to the last, so each is inserted at its final place. */
function addition(kind: Addition['kind'], chain: Chain, index: number): Addition {
  const rule = chain.rules[index] ?? { matches: [], target: null };
  return kind === 'append'
    ? { kind, chain: chain.name, rule, index }
    : { kind, chain: chain.name, position: index + 1, rule, index };
}

/**
 * Tables are commits of their own. Conntrack zones (raw) come before the rules that read states (filter) when there
 * is something new, and go after them when all that changes is that something goes.
 */
function commitRank({ table, edits }: TableEdits): number {
  const order = ['raw', 'mangle', 'nat', 'filter'];
  const adds = edits.some((edit) => edit.kind === 'append' || edit.kind === 'insert');
  if (table === 'raw' && !adds) return order.length;
  const place = order.indexOf(table);
  return place < 0 ? order.length + 1 : place;
}
