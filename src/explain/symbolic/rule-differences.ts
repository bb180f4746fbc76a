import {
  type Chain,
  type ChainName,
  type Rule,
  type Table,
  diffChain,
  isBuiltIn,
  ruleKey,
} from '../../netfilter/index.ts';
import type { SetIndex } from '../set-members.ts';
import type { RuleRef } from '../trace.ts';
import { type Edge, always, never } from './bdd.ts';
import { leadsTo } from './chain-graph.ts';
import type { ChainWalker } from './chain-walk.ts';
import type { View } from './view.ts';

/** Rules of two hosts that are not the same, each by its place on its own host. */
export interface DifferentRules {
  readonly before: readonly RuleRef[];
  readonly after: readonly RuleRef[];
}

/**
 * Where the rules of two hosts differ as they are written. A packet that no differing rule can apply to meets the same
 * rules on both and has the same verdict: only devices that one applies to need be looked at, which is what makes two
 * hosts with a thousand ports comparable that differ in a few.
 */
export class RuleDifferences {
  private readonly before: ChainWalker;
  private readonly after: ChainWalker;
  private readonly sets = new Map<string, boolean>();
  private readonly numbers = new Map<string, number>();
  private readonly tables = new Map<string, TableDifference>();

  constructor(before: ChainWalker, after: ChainWalker) {
    this.before = before;
    this.after = after;
  }

  /** Packets whose devices a rule that differs may apply to, among those that come to a built-in chain. */
  devicesAt(table: string, hook: ChainName, view: View): Edge {
    const found = this.table(table);
    if (found.isSame(hook)) return never;
    const { bdd } = this.before.model;
    const devices = new Map<ChainName, Edge>();
    for (const name of found.calleesFirst) {
      if (found.isSame(name)) continue;
      const { gone, added, staying, isSettled } = found.chain(name);
      let edge: Edge = isSettled ? never : always;
      for (const rule of gone) edge = bdd.or(edge, this.before.devicesOf(rule, view));
      for (const rule of added) edge = bdd.or(edge, this.after.devicesOf(rule, view));
      for (const rule of staying) {
        const to = leadsTo(rule);
        const inner = to === undefined || this.asksOtherSet(rule) ? always : (devices.get(to) ?? always);
        if (inner !== never) edge = bdd.or(edge, bdd.and(inner, this.before.devicesOf(rule, view)));
      }
      devices.set(name, edge);
    }
    return devices.get(hook) ?? always;
  }

  /** All rules that only one of the hosts has, of the tables given. */
  rules(tables: Iterable<string>): DifferentRules {
    const before: RuleRef[] = [];
    const after: RuleRef[] = [];
    for (const table of tables) {
      const found = this.table(table);
      for (const name of found.calleesFirst.toReversed()) {
        if (found.isSame(name)) continue;
        const { goneAt, addedAt } = found.chain(name);
        before.push(...goneAt.map((at) => ({ table, chain: name, rule: at + 1 })));
        after.push(...addedAt.map((at) => ({ table, chain: name, rule: at + 1 })));
      }
    }
    return { before, after };
  }

  private table(name: string): TableDifference {
    let found = this.tables.get(name);
    if (!found) {
      const empty: Table = { name, chains: new Map() };
      const before = this.before.host.rules.tables.get(name) ?? empty;
      const after = this.after.host.rules.tables.get(name) ?? empty;
      found = this.compare(before, after);
      this.tables.set(name, found);
    }
    return found;
  }

  private compare(before: Table, after: Table): TableDifference {
    const { family } = this.before.model;
    const numbers = [this.numbersOf(before, this.before), this.numbersOf(after, this.after)] as const;
    const isSame = (name: ChainName) => numbers[0].get(name) === numbers[1].get(name);
    const calleesFirst = [
      ...this.after.graph(after).callersFirst.toReversed(),
      // Chains that are gone: what led to them differs as well.
      ...this.before.graph(before).callersFirst.toReversed(),
    ].map(({ name }) => name);
    const chain = (name: ChainName): ChainDifferences => {
      const none: Chain = { name, policy: isBuiltIn(before.name, name) ? 'ACCEPT' : null, rules: [] };
      const [old, now] = [before.chains.get(name) ?? none, after.chains.get(name) ?? none];
      const { gone, added } = diffChain(old.rules, now.rules, family);
      const isGone = new Set(gone);
      const staying = old.rules.filter(
        (rule, at) => !isGone.has(at) && (this.asksOtherSet(rule) || !isSame(leadsTo(rule) ?? '')),
      );
      return {
        gone: gone.flatMap((at) => old.rules[at] ?? []),
        added: added.flatMap((at) => now.rules[at] ?? []),
        goneAt: gone,
        addedAt: added,
        staying,
        isSettled: old.policy === now.policy,
      };
    };
    return { isSame, calleesFirst: [...new Set(calleesFirst)], chain };
  }

  /** A number for each chain, with all that it leads to: chains with the same number are the same on both hosts. */
  private numbersOf(table: Table, walker: ChainWalker): ReadonlyMap<ChainName, number> {
    const { callersFirst, circles } = walker.graph(table);
    const numbers = new Map<ChainName, number>();
    for (const chain of callersFirst.toReversed()) {
      const lines = chain.rules.map((rule) => {
        const to = leadsTo(rule);
        const inner = to === undefined ? '' : (numbers.get(to) ?? 'missing');
        const set = this.asksOtherSet(rule) ? walkerNumber(walker, this.before) : '';
        return `${ruleKey(rule, walker.model.family)} ${inner} ${set}`;
      });
      const circle = circles.has(chain.name) ? walkerNumber(walker, this.before) : '';
      const text = `${chain.policy} ${circle}\n${lines.join('\n')}`;
      let number = this.numbers.get(text);
      if (number === undefined) this.numbers.set(text, (number = this.numbers.size));
      numbers.set(chain.name, number);
    }
    return numbers;
  }

  private asksOtherSet({ matches }: Rule): boolean {
    return matches.some((match) => match.kind === 'set' && !this.sameSet(match.name));
  }

  private sameSet(name: string): boolean {
    let same = this.sets.get(name);
    if (same === undefined) {
      // A list that names itself, which no kernel has, is then no loop.
      this.sets.set(name, true);
      const [before, after] = [this.before.host.sets.get(name), this.after.host.sets.get(name)];
      same = alike(before, after) && (before?.listed ?? []).every((member) => this.sameSet(member));
      this.sets.set(name, same);
    }
    return same;
  }
}

interface TableDifference {
  readonly isSame: (name: ChainName) => boolean;
  readonly calleesFirst: readonly ChainName[];
  readonly chain: (name: ChainName) => ChainDifferences;
}

interface ChainDifferences {
  readonly gone: readonly Rule[];
  readonly added: readonly Rule[];
  readonly goneAt: readonly number[];
  readonly addedAt: readonly number[];
  /** Rules of both that ask or lead to what differs. */
  readonly staying: readonly Rule[];
  /** The policies are the same. */
  readonly isSettled: boolean;
}

function walkerNumber(walker: ChainWalker, before: ChainWalker): string {
  return walker === before ? 'before' : 'after';
}

function alike(a: SetIndex | undefined, b: SetIndex | undefined): boolean {
  if (!a || !b) return a === b;
  if (a === b) return true;
  if (a.type !== b.type || a.family !== b.family || a.elements.size !== b.elements.size) return false;
  if (a.dimensions?.join() !== b.dimensions?.join() || a.listed?.join() !== b.listed?.join()) return false;
  for (const [element, excepts] of a.elements) if (b.elements.get(element) !== excepts) return false;
  return true;
}
