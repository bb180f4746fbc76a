import type { Chain, ChainName, Rule, Table } from '../../../netfilter/index.ts';
import type { Path } from '../../packet.ts';
import type { RuleRef } from '../../trace.ts';
import type { Analysis } from '../analysis.ts';
import { type Edge, always, never } from '../bdd.ts';
import { Backwards, changedBy, isIdle } from '../chain-ends.ts';
import { leadsTo, touches } from '../chain-graph.ts';
import { type ChainUses, usesOf } from '../chain-uses.ts';
import type { ChainWalker } from '../chain-walk.ts';
import { noDevice } from '../device-names.ts';
import { needsOf } from '../device-needs.ts';
import { encode } from '../field.ts';
import { observePath } from '../path-run.ts';
import { existing, packetsOn } from '../possible-packets.ts';
import { LimitReached, type TooLarge } from '../too-large.ts';
import type { View } from '../view.ts';
import type { WalkState } from '../walk-state.ts';
import { everyPath } from './search.ts';

export interface ShadowedQuestion {
  /** Number of the host in the analysis; 0 if absent. */
  readonly host?: number;
}

export interface ShadowedAnswer {
  readonly kind: 'shadowed';
  readonly rules: readonly IdleRule[];
  /** Chains of one's own that no built-in chain leads to. `isNamed`: another such chain does. */
  readonly chains: readonly { readonly table: string; readonly chain: ChainName; readonly isNamed: boolean }[];
  /** Rules that no packet was counted for, if the dump counts: what was, not what can be. */
  readonly neverCounted: readonly RuleRef[];
  /** Rules of which it could not be told within the limits whether a packet comes to them. */
  readonly undecided: readonly RuleRef[];
}

/** A rule that might as well not be there. */
export interface IdleRule {
  readonly rule: RuleRef;
  readonly why: IdleReason;
}

export type IdleReason =
  /** Its matches leave no packet wherever its chain is used: they exclude each other, or what they ask is not seen there. `match`: the first, by its place from 0, that leaves none. */
  | { readonly kind: 'neverMatches'; readonly match: number; readonly seenFrom: readonly Place[] }
  /** Every packet that it would apply to is decided by these rules of its chain before. */
  | { readonly kind: 'shadowed'; readonly by: readonly RuleRef[] }
  /** The rules that lead to its chain let none of the packets come that it would apply to. */
  | { readonly kind: 'neverReached' }
  /** Packets that it applies to end the same way without it. */
  | { readonly kind: 'changesNothing' };

/** A built-in chain from which rules lead to the one in question. */
export interface Place {
  readonly path: Path;
  readonly hook: string;
}

/**
 * Rules that never apply, or that make no difference, and why; chains that nothing leads to. On a host with more ports
 * than can be looked at in all pairs, a rule counts as used once a packet between one port and a strange one comes to
 * it, and only the others are looked at closely; rules that change nothing are told there only of chains that look at
 * no device.
 */
export function shadowed(analysis: Analysis, question: ShadowedQuestion = {}): ShadowedAnswer | TooLarge {
  return analysis.ask(() => new Inspection(analysis.walker(question.host ?? 0)).answer());
}

/** Pairs of ports up to which all are looked at together. */
const mostPairs = 4096;

interface UsedTable {
  readonly table: Table;
  readonly uses: ChainUses;
}

/** One look at all rules of a host. */
class Inspection {
  private readonly walker: ChainWalker;
  private readonly tables: readonly UsedTable[];
  private readonly used = new Map<Chain, Set<number>>();
  /** Packets that come to a chain, by the hook that they come from; only where all were looked at together. */
  private readonly entries = new Map<Chain, Map<string, Edge>>();
  private readonly realOn = new Map<Path, Edge>();
  private readonly devices = new Map<string, Map<ChainName, Edge>>();
  private readonly isLarge: boolean;

  constructor(walker: ChainWalker) {
    this.walker = walker;
    const { physdevIn, physdevOut } = walker.model.vocabulary.fields;
    this.isLarge = physdevIn.size * physdevOut.size > mostPairs;
    this.tables = [...walker.host.rules.tables.values()].map((table) => ({ table, uses: usesOf(table, everyPath) }));
  }

  answer(): ShadowedAnswer {
    this.findUsed();
    const rules: IdleRule[] = [];
    const undecided: RuleRef[] = [];
    for (const { table, uses } of this.tables) {
      for (const [name, chain] of table.chains) {
        const views = uses.views.get(name);
        if (!views) continue;
        const why = new Map<number, IdleReason>();
        for (const at of chain.rules.keys()) {
          const reason = this.isUsed(chain, at) ? undefined : this.whyUnused(table, chain, at, views);
          if (reason === 'undecided') undecided.push({ table: table.name, chain: name, rule: at + 1 });
          else if (reason) why.set(at, reason);
        }
        for (const at of this.changingNothing(table, chain, views, why)) why.set(at, { kind: 'changesNothing' });
        const found = [...why].sort(([a], [b]) => a - b);
        rules.push(...found.map(([at, one]) => ({ rule: { table: table.name, chain: name, rule: at + 1 }, why: one })));
      }
    }
    return {
      kind: 'shadowed',
      rules,
      chains: this.tables.flatMap(({ table, uses }) => uses.unused.map((one) => ({ table: table.name, ...one }))),
      neverCounted: neverCounted(this.tables.map(({ table }) => table)),
      undecided,
    };
  }

  private isUsed(chain: Chain, at: number): boolean {
    return this.used.get(chain)?.has(at) ?? false;
  }

  /** Marks the rules that some packet comes to. */
  private findUsed(): void {
    if (!this.isLarge) {
      for (const path of everyPath) this.observe(path, packetsOn(this.walker.model, path));
      return;
    }
    const tried = new Set<string>();
    const unnamed = this.walker.model.vocabulary.names.physdevIn.byPrefix.get('') ?? noDevice;
    const attempt = (path: Path, from: number, to: number) => {
      const key = `${path} ${path === 'localOut' ? '' : from} ${path === 'bridged' ? to : ''}`;
      if (tried.has(key)) return;
      tried.add(key);
      this.observe(path, this.between(path, from, to));
    };
    for (const path of everyPath) attempt(path, unnamed, unnamed);
    for (const { table, uses } of this.tables) {
      for (const [name, chain] of table.chains) {
        const views = uses.views.get(name);
        if (!views) continue;
        const needs = needsOf(this.walker.model, chain);
        for (const at of chain.rules.keys()) {
          const [from = -1, to = -1] = [needs.physdevIn[at], needs.physdevOut[at]];
          if (from < 0 && to < 0) continue;
          for (const { path } of views) {
            if (!this.isUsed(chain, at)) attempt(path, from < 0 ? unnamed : from, to < 0 ? unnamed : to);
          }
        }
      }
    }
  }

  /** Packets on a path from one class of ports to another, as far as it shows them. */
  private between(path: Path, from: number, to: number): Edge {
    const { model } = this.walker;
    const { physdevIn, physdevOut } = model.vocabulary.fields;
    let edge = packetsOn(model, path);
    if (path !== 'localOut') edge = model.bdd.and(edge, encode(model.bdd, physdevIn, [from]));
    return path === 'bridged' ? model.bdd.and(edge, encode(model.bdd, physdevOut, [to])) : edge;
  }

  private observe(path: Path, within: Edge): void {
    const { bdd } = this.walker.model;
    const real = this.real(path);
    observePath(this.walker, path, within, ({ table, view }) => ({
      rule: ({ chain: name, rule }, _here, taken) => {
        const chain = table.chains.get(name);
        if (chain && !this.isUsed(chain, rule - 1) && bdd.meet(taken, real)) this.use(chain, rule - 1);
      },
      chain: (chain, packets) => {
        if (this.isLarge) return;
        let byHook = this.entries.get(chain);
        if (!byHook) this.entries.set(chain, (byHook = new Map()));
        byHook.set(placeKey(view), packets);
      },
    }));
    this.walker.forgetUniverses();
  }

  private real(path: Path): Edge {
    const { model, host } = this.walker;
    let real = this.realOn.get(path);
    if (real === undefined) {
      real = model.bdd.and(packetsOn(model, path), existing(model, path, 'possible', [host.rules]));
      this.realOn.set(path, real);
    }
    return real;
  }

  private use(chain: Chain, at: number): void {
    const used = this.used.get(chain);
    if (used) used.add(at);
    else this.used.set(chain, new Set([at]));
  }

  /** Undefined: it is used after all. */
  private whyUnused(
    table: Table,
    chain: Chain,
    at: number,
    views: readonly View[],
  ): IdleReason | 'undecided' | undefined {
    const { model } = this.walker;
    const { bdd } = model;
    const rule = chain.rules[at];
    if (!rule) return undefined;
    const empties = views.map((view) => this.firstEmpty(table, rule, view));
    if (empties.every((match) => match !== undefined)) {
      return {
        kind: 'neverMatches',
        match: Math.max(...empties),
        seenFrom: views.map(({ path, hook }) => ({ path, hook })),
      };
    }
    const by = views.map((view) => this.decidedBefore(table, chain, at, view)).filter((rules) => rules !== undefined);
    const [first] = by;
    if (first && first.length > 0) return { kind: 'shadowed', by: first };
    if (!this.isLarge) return { kind: 'neverReached' };
    try {
      for (const view of views) {
        const devices = bdd.and(this.devicesTo(table, chain.name, view), this.walker.devicesOf(rule, view));
        const within = bdd.and(packetsOn(model, view.path), devices);
        if (within !== never) this.observe(view.path, within);
        if (this.isUsed(chain, at)) return undefined;
      }
    } catch (error) {
      if (error instanceof LimitReached) return 'undecided';
      throw error;
    }
    return { kind: 'neverReached' };
  }

  /** The first match of a rule with which no packet is left that exists; undefined: some packet is. */
  private firstEmpty(table: Table, rule: Rule, view: View): number | undefined {
    const { bdd } = this.walker.model;
    let left = this.real(view.path);
    for (const [number, match] of rule.matches.entries()) {
      const { possibly } = this.walker.guardOf({ matches: [match], target: null }, view, this.stateIn(table));
      left = bdd.and(left, possibly);
      if (left === never) return number;
    }
    return undefined;
  }

  /** The state in which packets mostly come to a table. */
  private stateIn(table: Table): WalkState {
    return this.walker.model.states.of({
      mark: 0,
      ttl: null,
      clouded: 0,
      tracking: null,
      isLookedUp: table.name !== 'raw',
    });
  }

  /** Rules of the chain that decide over all packets that a rule would apply to; undefined if they do not, or there are no packets. */
  private decidedBefore(table: Table, chain: Chain, at: number, view: View): readonly RuleRef[] | undefined {
    const { bdd } = this.walker.model;
    const rule = chain.rules[at];
    const packets = this.entry(table, chain, view, rule);
    const state = this.stateIn(table);
    const would =
      rule && bdd.and(bdd.and(packets, this.real(view.path)), this.walker.guardOf(rule, view, state).possibly);
    if (!would || would === never) return undefined;
    const comes = [...this.packetsAt(table, chain, view, state, packets)].sort(([a], [b]) => a - b);
    const by: RuleRef[] = [];
    let left = would;
    for (const [number, [earlier, { here }]] of comes.entries()) {
      if (earlier >= at || left === never) break;
      const behind = comes[number + 1]?.[1].here ?? never;
      const gone = bdd.and(left, bdd.minus(here, behind));
      if (gone === never) continue;
      by.push({ table: table.name, chain: chain.name, rule: earlier + 1 });
      left = bdd.minus(left, gone);
    }
    return left === never ? by : undefined;
  }

  /** Packets that come to a chain, or more: all with the devices of the rule, where not all were looked at together. */
  private entry(table: Table, chain: Chain, view: View, rule: Rule | undefined): Edge {
    const { model } = this.walker;
    if (!this.isLarge) return this.entries.get(chain)?.get(placeKey(view)) ?? never;
    if (!this.touchesDevices(table, chain)) return always;
    return model.bdd.and(packetsOn(model, view.path), rule ? this.walker.devicesOf(rule, view) : always);
  }

  /** Packets that come to each rule of a chain, and those that it takes. */
  private packetsAt(
    table: Table,
    chain: Chain,
    view: View,
    state: WalkState,
    packets: Edge,
  ): ReadonlyMap<number, { readonly here: Edge; readonly taken: Edge }> {
    const { bdd } = this.walker.model;
    const found = new Map<number, { readonly here: Edge; readonly taken: Edge }>();
    if (packets === never) return found;
    this.walker.walk(table, chain, view, new Map([[state, packets]]), packets, {
      rule({ rule }, here, taken) {
        const before = found.get(rule - 1);
        found.set(
          rule - 1,
          before ? { here: bdd.or(before.here, here), taken: bdd.or(before.taken, taken) } : { here, taken },
        );
      },
      enter: () => undefined,
    });
    return found;
  }

  private touchesDevices(table: Table, chain: Chain): boolean {
    return ((this.walker.graph(table).touched.get(chain.name) ?? 0) & touches.devices) !== 0;
  }

  /** Packets whose devices rules ask for that lead to a chain, whatever else they ask. */
  private devicesTo(table: Table, name: ChainName, view: View): Edge {
    const { bdd } = this.walker.model;
    const key = `${table.name} ${placeKey(view)}`;
    let devices = this.devices.get(key);
    if (!devices) {
      devices = new Map<ChainName, Edge>([[view.hook, always]]);
      this.devices.set(key, devices);
      for (const chain of this.walker.graph(table).callersFirst) {
        const here = devices.get(chain.name);
        if (here === undefined) continue;
        for (const rule of chain.rules) {
          const to = leadsTo(rule);
          if (to === undefined) continue;
          const led = bdd.and(here, this.walker.devicesOf(rule, view));
          devices.set(to, bdd.or(devices.get(to) ?? never, led));
        }
      }
    }
    return devices.get(name) ?? never;
  }

  /** Rules that could all be left out together, of those that no other reason is known for. */
  private changingNothing(
    table: Table,
    chain: Chain,
    views: readonly View[],
    idle: ReadonlyMap<number, IdleReason>,
  ): readonly number[] {
    const { walker } = this;
    const bits = walker.graph(table).touched.get(chain.name) ?? 0;
    if ((bits & (touches.mark | touches.ttl)) !== 0) return [];
    if (this.isLarge && (bits & touches.devices) !== 0) return [];
    const { bdd } = walker.model;
    const contexts = views.flatMap((view) =>
      this.statesIn(table, bits).map((state) => {
        const packets = this.entry(table, chain, view, undefined);
        return {
          backwards: new Backwards(walker, table, chain, view, state),
          taken: this.packetsAt(table, chain, view, state, packets),
          real: this.real(view.path),
        };
      }),
    );
    const found: number[] = [];
    for (let at = chain.rules.length - 1; at >= 0; at -= 1) {
      const rule = chain.rules[at];
      // What is left out already is not there to take the place of others.
      if (!rule || idle.has(at) || isIdle(rule)) continue;
      const isNothing = contexts.every(({ backwards, taken, real }) => {
        const ends = backwards.look(rule);
        const packets = bdd.and(taken.get(at)?.taken ?? never, real);
        return ends !== undefined && changedBy(bdd, ends, packets) === never;
      });
      if (isNothing) found.push(at);
      else for (const { backwards } of contexts) backwards.keep(rule);
    }
    return found;
  }

  /** States in which packets can come to a chain, as far as it can tell. */
  private statesIn(table: Table, bits: number): readonly WalkState[] {
    const { states } = this.walker.model;
    const usual = this.stateIn(table);
    const raw = this.walker.host.rules.tables.get('raw');
    const takesOut = raw !== undefined && this.walker.graph(raw).usesTracking && table !== raw;
    if (!takesOut || (bits & touches.tracking) === 0) return [usual];
    return [usual, states.of({ ...usual, tracking: { zone: 0, notrack: true } })];
  }
}

function placeKey({ path, hook }: View): string {
  return `${path} ${hook}`;
}

/** Empty where the dump does not count. */
function neverCounted(tables: readonly Table[]): readonly RuleRef[] {
  const all = tables.flatMap((table) =>
    [...table.chains.values()].flatMap(({ name, rules }) =>
      rules.map(({ counters }, at) => ({ counters, ref: { table: table.name, chain: name, rule: at + 1 } })),
    ),
  );
  if (!all.some(({ counters }) => counters !== undefined && counters.packets > 0n)) return [];
  return all.filter(({ counters }) => counters?.packets === 0n).map(({ ref }) => ref);
}
