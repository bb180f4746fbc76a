import type { Chain, Rule, Table } from '../../netfilter/index.ts';
import { effectOf } from '../target-effect.ts';
import type { RuleRef } from '../trace.ts';
import { type Edge, always, never, not } from './bdd.ts';
import { type ChainGraph, makeChainGraph, touches } from './chain-graph.ts';
import { type DeviceNeeds, type SoleDevices, anyDevices, needsOf, soleDevices } from './device-needs.ts';
import { type Filter, Filters } from './filters.ts';
import { Findings, type StateSets, type Summary, addTo, allStates, droppedOf, edgesOf } from './findings.ts';
import { type Guard, Guards } from './guard.ts';
import type { Model } from './model.ts';
import type { SymbolicHost } from './symbolic-host.ts';
import type { View } from './view.ts';
import { changedBy } from './changed-state.ts';
import type { WalkState } from './walk-state.ts';

/** Sees a walk go by: each rule with the packets that come to it, and those that its matches may hold for. */
export interface WalkObserver {
  readonly rule: (rule: RuleRef, here: Edge, taken: Edge) => void;
  readonly enter: (chain: Chain, state: WalkState, packets: Edge) => void;
}

/** A chain to summarise, at a view and in a state that are cut down to what it can tell apart. */
interface Request {
  readonly key: string;
  readonly place: Place;
  readonly state: WalkState;
  readonly within: Edge;
}

/** A chain as it is seen at a hook. */
interface Place {
  readonly table: Table;
  readonly graph: ChainGraph;
  readonly chain: Chain;
  readonly view: View;
}

type Walk = Generator<Request, Summary, Summary>;

/** The rules of a chain for packets in one state, as far as they were needed. */
interface RuleSets {
  readonly guards: (Guard | undefined)[];
  readonly filters: (Filter | undefined)[];
}

/**
 * Walks the chains of one host with sets of packets. A chain is summarised once for each view, state and universe that
 * it can tell apart: one that looks at no device once for all paths, one that does for the packets that are asked about,
 * so that what one port may receive is never multiplied with what all others may send.
 */
export class ChainWalker {
  readonly model: Model;
  readonly host: SymbolicHost;
  private readonly guards: Guards;
  private readonly graphs = new Map<Table, ChainGraph>();
  /** Of chains that look at no device; they hold for every question. */
  private readonly lasting = new Map<string, Summary>();
  /** Of the others, for the universe at hand. */
  private readonly passing = new Map<string, Summary>();
  private readonly ruleSets = new Map<string, RuleSets>();
  private readonly needs = new Map<Chain, DeviceNeeds>();
  private readonly devices = new Map<Edge, SoleDevices>();

  constructor(model: Model, host: SymbolicHost) {
    this.model = model;
    this.host = host;
    this.guards = new Guards(model, host);
  }

  graph(table: Table): ChainGraph {
    let graph = this.graphs.get(table);
    if (!graph) {
      graph = makeChainGraph(table, this.host.sets);
      this.graphs.set(table, graph);
    }
    return graph;
  }

  /** Makes ready what every question about the table needs: chains that look at no device, and the guards of the others. */
  prepare(table: Table, view: View, state: WalkState): void {
    const graph = this.graph(table);
    for (const chain of table.chains.values()) {
      const place = { table, graph, chain, view };
      if (touchesDevices(place)) this.prepareGuards(place, state);
      else this.summary(table, chain, view, state, always);
    }
  }

  /** Packets that the matches of a rule hold for. */
  guardOf({ matches }: Rule, view: View, state: WalkState): Guard {
    return this.guards.all(matches, view, state);
  }

  /** Packets with the devices that a rule asks for, whatever else it asks. */
  devicesOf({ matches }: Rule, view: View): Edge {
    return this.guards.devices(matches, view);
  }

  /** Forgets what holds for one universe only. */
  forgetUniverses(): void {
    this.passing.clear();
    this.devices.clear();
  }

  /** Forgets everything that has a node from this one on, before these are given back. */
  forgetAbove(node: number): void {
    const isGone = (edge: Edge | undefined) => edge !== undefined && edge >> 1 >= node;
    this.guards.forgetAbove(node);
    this.forgetUniverses();
    for (const [key, summary] of this.lasting) if (edgesOf(summary).some(isGone)) this.lasting.delete(key);
    for (const { guards, filters } of this.ruleSets.values()) {
      for (const [at, guard] of guards.entries()) {
        if (isGone(guard?.surely) || isGone(guard?.possibly)) guards[at] = undefined;
      }
      for (const [at, filter] of filters.entries()) {
        if (isGone(filter?.where) || isGone(filter?.left)) filters[at] = undefined;
      }
    }
  }

  summary(table: Table, chain: Chain, view: View, state: WalkState, within: Edge): Summary {
    const place = { table, graph: this.graph(table), chain, view };
    const request = this.request(place, state, within);
    const own = this.found(request) ?? this.drive(this.start(request), request);
    return this.restored(own, place, state);
  }

  /** Walks one chain with packets in several states, of which `within` has all. */
  walk(table: Table, chain: Chain, view: View, entries: StateSets, within: Edge, observer?: WalkObserver): Summary {
    return this.drive(this.steps({ table, graph: this.graph(table), chain, view }, entries, within, observer));
  }

  /** Runs a walk and those that it waits for, on a stack of its own: chains can be deeper than the stack of calls. */
  private drive(first: Walk, firstRequest?: Request): Summary {
    const stack = [{ walk: first, request: firstRequest }];
    let value: Summary | undefined;
    for (;;) {
      const top = stack.at(-1);
      if (!top) throw new Error('a walk ended without a result');
      const step = value === undefined ? top.walk.next() : top.walk.next(value);
      if (!step.done) {
        value = this.found(step.value);
        if (!value) stack.push({ walk: this.start(step.value), request: step.value });
        continue;
      }
      stack.pop();
      value = step.value;
      if (top.request) this.remember(top.request, value);
      if (stack.length === 0) return value;
    }
  }

  private start({ place, state, within }: Request): Walk {
    return this.steps(place, new Map([[state, within]]), within);
  }

  private found({ key, within }: Request): Summary | undefined {
    return (within === always ? this.lasting : this.passing).get(key);
  }

  private remember({ key, within }: Request, summary: Summary): void {
    (within === always ? this.lasting : this.passing).set(key, summary);
  }

  private request(place: Place, state: WalkState, within: Edge): Request {
    const own = this.cutDown(state, place);
    const universe = touchesDevices(place) ? within : always;
    return { key: `${placeKey(place)} ${own.id} ${universe}`, place, state: own, within: universe };
  }

  private *steps(place: Place, entries: StateSets, within: Edge, observer?: WalkObserver): Walk {
    const { bdd } = this.model;
    const { table, chain } = place;
    const findings = new Findings(bdd, allStates(bdd, entries));
    const ruleSets = new Map<WalkState, RuleSets>();
    let here: StateSets = entries;
    const filters = new Filters(bdd, findings);
    const setsOf = (state: WalkState): RuleSets => {
      let sets = ruleSets.get(state);
      if (!sets) ruleSets.set(state, (sets = this.ruleSetsOf(place, state)));
      return sets;
    };
    const sole = touchesDevices(place) ? this.soleDevices(within) : anyDevices;
    const needs = sole === anyDevices ? undefined : this.needsOf(chain);
    for (const [at, rule] of chain.rules.entries()) {
      if (here.size === 0) break;
      if (needs && (isOther(needs.physdevIn[at], sole.physdevIn) || isOther(needs.physdevOut[at], sole.physdevOut))) {
        continue;
      }
      if (!observer) {
        if (!rule.target || onlyCounts(rule, here)) continue;
        if (filters.add([...here.keys()], (state) => this.filter(place, rule, at, setsOf(state), state))) continue;
        here = filters.apply(here);
      }
      const next = new Map<WalkState, Edge>();
      for (const [state, packets] of here) {
        const guard = this.guard(place, rule, at, setsOf(state), state);
        const taken = bdd.and(packets, guard.possibly);
        const ref = { table: table.name, chain: chain.name, rule: at + 1 };
        observer?.rule(ref, packets, taken);
        const rest = () => addTo(bdd, next, state, bdd.minus(packets, guard.surely));
        if (taken === never || !changesWalk(rule)) {
          addTo(bdd, next, state, packets);
          continue;
        }
        const becomeUncertain = () => {
          const states = [...here.keys()];
          const waiting = states.slice(states.indexOf(state)).map((other) => here.get(other) ?? never);
          findings.becomeUncertain([...next.values(), ...waiting]);
        };
        if (guard.surely !== guard.possibly) becomeUncertain();
        const { target } = rule;
        switch (target?.kind) {
          case undefined:
            break;
          case 'accept':
            findings.accept(state, taken);
            rest();
            break;
          case 'return':
            findings.return(state, taken);
            rest();
            break;
          case 'drop':
            findings.drop(taken);
            rest();
            break;
          case 'reject':
            findings.reject(taken);
            rest();
            break;
          case 'ct': {
            rest();
            const tracking = { zone: target.zone ?? 0, notrack: target.notrack };
            addTo(bdd, next, this.model.states.of(changedBy({ kind: 'track', tracking }, state)), taken);
            break;
          }
          case 'other': {
            const effect = effectOf(target);
            switch (effect.kind) {
              case 'goOn':
              case 'sets':
                break;
              case 'marks':
              case 'ttl':
              case 'tos':
              case 'packet':
              case 'track':
                rest();
                addTo(bdd, next, this.model.states.of(changedBy(effect, state)), taken);
                break;
              case 'rewrite':
                rest();
                findings.rewrite(ref, state, taken);
                break;
              case 'open':
                becomeUncertain();
                if (effect.answers.includes('accept')) findings.accept(state, taken);
                if (effect.answers.includes('drop')) findings.drop(taken);
                if (effect.answers.includes('goOn')) addTo(bdd, next, state, packets);
                else rest();
                break;
            }
            break;
          }
          case 'jump':
          case 'goto': {
            const to = table.chains.get(target.chain);
            if (!to) {
              rest();
              findings.stop({ kind: 'missingChain', rule: ref, chain: target.chain }, taken);
              break;
            }
            if (leadsBack(place, to)) {
              rest();
              findings.stop({ kind: 'loop', rule: ref }, taken);
              break;
            }
            observer?.enter(to, state, taken);
            const request = this.request({ ...place, chain: to }, state, within);
            const own = this.found(request) ?? (yield request);
            const summary = this.restored(own, request.place, state);
            if (summary.dropped !== undefined) becomeUncertain();
            rest();
            for (const [after, edge] of summary.accepted) findings.accept(after, bdd.and(taken, edge));
            for (const [after, edge] of summary.returned) {
              const back = bdd.and(taken, edge);
              if (target.kind === 'jump') addTo(bdd, next, after, back);
              else findings.return(after, back);
            }
            if (findings.dropped !== undefined) findings.drop(droppedOf(bdd, summary, taken));
            findings.reject(bdd.and(taken, summary.rejected));
            for (const one of summary.rewritten) findings.rewrite(one.rule, one.state, bdd.and(taken, one.packets));
            for (const one of summary.stuck.values()) findings.stop(one.obstacle, bdd.and(taken, one.packets));
            break;
          }
        }
      }
      here = next;
    }
    for (const [state, packets] of filters.apply(here)) findings.return(state, packets);
    return findings;
  }

  private guard({ view }: Place, rule: Rule, at: number, sets: RuleSets, state: WalkState): Guard {
    return (sets.guards[at] ??= this.guards.all(rule.matches, view, state));
  }

  /** A rule that does nothing but drop some packets, in one step; undefined: it is not such a rule, or it is not known yet. */
  private filter(place: Place, rule: Rule, at: number, sets: RuleSets, state: WalkState): Filter | undefined {
    const known = sets.filters[at];
    if (known) return known;
    const { target } = rule;
    if (target?.kind !== 'drop' && target?.kind !== 'jump') return undefined;
    const guard = this.guard(place, rule, at, sets, state);
    if (guard.surely !== guard.possibly) return undefined;
    const back = target.kind === 'jump' ? this.filteredBy(place, target.chain, state) : never;
    if (back === undefined) return undefined;
    return (sets.filters[at] = { where: guard.surely, left: this.model.bdd.or(not(guard.surely), back) });
  }

  /** Packets that come back from a chain that only drops the others. */
  private filteredBy(place: Place, name: string, state: WalkState): Edge | undefined {
    const to = place.table.chains.get(name);
    if (!to || leadsBack(place, to)) return undefined;
    const request = this.request({ ...place, chain: to }, state, always);
    if (touchesDevices(request.place)) return undefined;
    const own = this.found(request);
    const summary = own && this.restored(own, request.place, state);
    return summary && onlyDropsOrReturns(summary, state) ? (summary.returned.get(state) ?? never) : undefined;
  }

  private soleDevices(within: Edge): SoleDevices {
    let sole = this.devices.get(within);
    if (!sole) this.devices.set(within, (sole = soleDevices(this.model, within)));
    return sole;
  }

  private needsOf(chain: Chain): DeviceNeeds {
    let needs = this.needs.get(chain);
    if (!needs) this.needs.set(chain, (needs = needsOf(this.model, chain)));
    return needs;
  }

  private prepareGuards(place: Place, state: WalkState): void {
    const sets = this.ruleSetsOf(place, state);
    for (const [at, rule] of place.chain.rules.entries()) {
      this.guard(place, rule, at, sets, state);
    }
  }

  /** The same for all views and states that the chain cannot tell apart. */
  private ruleSetsOf(place: Place, state: WalkState): RuleSets {
    const key = `${placeKey(place)} ${this.cutDown(state, place).id}`;
    let sets = this.ruleSets.get(key);
    if (!sets) this.ruleSets.set(key, (sets = { guards: [], filters: [] }));
    return sets;
  }

  /** The state as the chain sees it. */
  private cutDown(state: WalkState, place: Place): WalkState {
    const bits = touched(place);
    if ((bits & stateBits) === stateBits) return state;
    return this.model.states.of({
      mark: bits & touches.mark ? state.mark : 0,
      ttl: bits & touches.ttl ? state.ttl : null,
      clouded: bits & touches.content ? state.clouded : 0,
      tracking: bits & touches.tracking ? state.tracking : null,
      isLookedUp: bits & touches.tracking ? state.isLookedUp : true,
    });
  }

  /** A summary for packets that entered in this state: what the chain does not touch stays as it was. */
  private restored(summary: Summary, place: Place, state: WalkState): Summary {
    const bits = touched(place);
    if (this.cutDown(state, place) === state) return summary;
    const restore = (after: WalkState) =>
      this.model.states.of({
        mark: bits & touches.mark ? after.mark : state.mark,
        ttl: bits & touches.ttl ? after.ttl : state.ttl,
        clouded: bits & touches.content ? after.clouded : state.clouded,
        tracking: bits & touches.tracking ? after.tracking : state.tracking,
        isLookedUp: bits & touches.tracking ? after.isLookedUp : state.isLookedUp,
      });
    return {
      ...summary,
      accepted: new Map([...summary.accepted].map(([after, edge]) => [restore(after), edge])),
      returned: new Map([...summary.returned].map(([after, edge]) => [restore(after), edge])),
      rewritten: summary.rewritten.map((one) => ({ ...one, state: restore(one.state) })),
    };
  }
}

/** The rule asks for one port, and all packets have another. */
function isOther(needed: number | undefined, sole: number): boolean {
  return needed !== undefined && needed >= 0 && sole >= 0 && needed !== sole;
}

const stateBits = touches.mark | touches.ttl | touches.tracking | touches.content;

function touched({ graph, chain }: Place): number {
  return graph.touched.get(chain.name) ?? 0;
}

function touchesDevices(place: Place): boolean {
  return (touched(place) & touches.devices) !== 0;
}

/** Both are in one circle of chains. */
function leadsBack({ graph, chain }: Place, to: Chain): boolean {
  const circle = graph.circles.get(chain.name);
  return circle !== undefined && circle === graph.circles.get(to.name);
}

/** Views that the chain cannot tell apart have one key. */
function placeKey(place: Place): string {
  const { table, chain, view } = place;
  const bits = touched(place);
  const devices = bits & touches.devices ? view.deviceKey : '';
  const link = bits & touches.linkHeader ? `${view.hasLinkHeader}/${view.path === 'localOut'}` : '';
  return `${table.name} ${chain.name} ${devices} ${link}`;
}

/** Of the rules of the raw table only the first CT rule that applies says anything. */
function onlyCounts({ target }: Rule, sets: StateSets): boolean {
  const isTracking = target?.kind === 'ct' || (target?.kind === 'other' && effectOf(target).kind === 'track');
  return isTracking && [...sets.keys()].every(({ tracking }) => tracking !== null);
}

/** Whether it makes a difference to the walk if the rule applies. Sets that rules change are open from the start: see `Guards`. */
function changesWalk({ target }: Rule): boolean {
  if (target?.kind !== 'other') return target !== null;
  const { kind } = effectOf(target);
  return kind !== 'goOn' && kind !== 'sets';
}

function onlyDropsOrReturns(
  { accepted, returned, rejected, dropped, rewritten, stuck }: Summary,
  state: WalkState,
): boolean {
  if (accepted.size > 0 || rejected !== never || dropped !== undefined || rewritten.length > 0 || stuck.size > 0) {
    return false;
  }
  return returned.size === 0 || (returned.size === 1 && returned.has(state));
}
