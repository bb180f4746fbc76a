import type { RestoreOptions } from './apply-restore.ts';
import { builtInChains } from './built-in-chains.ts';
import type { Chain, ChainName, Counters, Family, Policy, Rule, Table, TableName } from './ruleset.ts';

/** A table while a script works on it. Chains are copied when they are first changed. */
export interface Draft {
  readonly name: TableName;
  readonly family: Family;
  readonly options: RestoreOptions;
  readonly chains: Map<ChainName, ChainDraft>;
  /** How many rules name each chain; counted when it is first asked for. */
  references: Map<ChainName, number> | undefined;
}

/** A chain while a script works on it. */
export interface ChainDraft {
  readonly from: Chain;
  policy: Policy | null;
  counters: Counters | undefined;
  /** `from.rules` itself until the first change. */
  rules: readonly Rule[];
  changed: Rule[] | undefined;
}

/** The table as the kernel has it, or as it is before anybody used it. */
export function startDraft(name: TableName, family: Family, table: Table | undefined, options: RestoreOptions): Draft {
  const chains = new Map<ChainName, ChainDraft>();
  for (const chain of builtInChains.get(name) ?? []) {
    chains.set(chain, draftChain(table?.chains.get(chain) ?? { name: chain, policy: 'ACCEPT', rules: [] }));
  }
  for (const chain of table?.chains.values() ?? []) {
    if (!chains.has(chain.name)) chains.set(chain.name, draftChain(chain));
  }
  return { name, family, options, chains, references: undefined };
}

export function draftChain(chain: Chain): ChainDraft {
  return { from: chain, policy: chain.policy, counters: chain.counters, rules: chain.rules, changed: undefined };
}

/** The table once it is committed; chains that the script left alone are the same objects. */
export function finishDraft(draft: Draft): Table {
  const chains = new Map<ChainName, Chain>();
  for (const [name, { from, policy, counters, rules }] of draft.chains) {
    const same = policy === from.policy && counters === from.counters && rules === from.rules;
    chains.set(name, same ? from : { name, policy, rules, ...(counters === undefined ? {} : { counters }) });
  }
  return { name: draft.name, chains };
}

/** All changes of rules go through here, so that the count of references stays right. */
export function replaceRules(
  draft: Draft,
  chain: ChainDraft,
  at: number,
  count: number,
  ...rules: readonly Rule[]
): void {
  chain.changed ??= [...chain.rules];
  const gone = chain.changed.splice(at, count, ...rules);
  chain.rules = chain.changed;
  if (draft.references !== undefined) {
    countReferences(draft.references, gone, -1);
    countReferences(draft.references, rules, 1);
  }
}

/** How many rules of the table jump or go to each chain. */
export function referencesOf(draft: Draft): ReadonlyMap<ChainName, number> {
  if (draft.references === undefined) {
    draft.references = new Map();
    for (const chain of draft.chains.values()) countReferences(draft.references, chain.rules, 1);
  }
  return draft.references;
}

function countReferences(references: Map<ChainName, number>, rules: readonly Rule[], by: 1 | -1): void {
  for (const { target } of rules) {
    if (target?.kind !== 'jump' && target?.kind !== 'goto') continue;
    references.set(target.chain, (references.get(target.chain) ?? 0) + by);
  }
}

/** The kernel refuses chains that call each other in a circle. */
export function loopReason(draft: Draft): string | undefined {
  const state = new Map<ChainName, 'open' | 'done'>();
  for (const builtIn of builtInChains.get(draft.name) ?? []) {
    // By hand and not by recursion: how deep chains call each other is up to the script.
    const path = [{ name: builtIn, at: 0 }];
    state.set(builtIn, 'open');
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const rule = draft.chains.get(top.name)?.rules[top.at];
      top.at += 1;
      if (rule === undefined) {
        state.set(top.name, 'done');
        path.pop();
      } else if (rule.target?.kind === 'jump' || rule.target?.kind === 'goto') {
        const next = rule.target.chain;
        if (state.get(next) === 'open') return 'Too many levels of symbolic links';
        if (state.get(next) === undefined) {
          state.set(next, 'open');
          path.push({ name: next, at: 0 });
        }
      }
    }
  }
  return undefined;
}
