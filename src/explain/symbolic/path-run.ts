import type { Chain, Table } from '../../netfilter/index.ts';
import { type Stop, stopsOf } from '../hooks.ts';
import type { Path } from '../packet.ts';
import { usesConntrack } from '../uses-conntrack.ts';
import { type Edge, never } from './bdd.ts';
import type { ChainWalker, WalkObserver } from './chain-walk.ts';
import { Findings, type StateSets, addTo, allStates, droppedOf } from './findings.ts';
import { one } from './intervals.ts';
import { tellsHops } from './possible-packets.ts';
import type { Model } from './model.ts';
import { PathResult } from './path-result.ts';
import { changedTtl } from './changed-state.ts';
import { ctStates } from './value-kind.ts';
import { type View, viewAt } from './view.ts';
import type { WalkState } from './walk-state.ts';

/** One built-in chain on the path with the packets that come to it. */
export interface StopEntry {
  readonly table: Table;
  readonly chain: Chain;
  readonly view: View;
  readonly packets: StateSets;
}

export interface PathOptions {
  /** Mark that the packets come with. */
  readonly mark?: number;
  /** Keeps packets of different conntrack zones apart to the end. */
  readonly keepZones?: boolean;
  readonly onStop?: (entry: StopEntry) => void;
}

/** Runs packets through all tables and hooks of a path, in the evaluator's own order. */
export function runPath(walker: ChainWalker, path: Path, within: Edge, options: PathOptions = {}): PathResult {
  const { model } = walker;
  const { bdd } = model;
  const keepZones = options.keepZones ?? false;
  const raw = walker.host.rules.tables.get('raw');
  // Zones alone change no verdict: packets then start as if a CT rule had been there, and later ones only count.
  const isOpen = keepZones || !raw || walker.graph(raw).usesTracking;
  const tracking = isOpen ? null : { zone: 0, notrack: false };
  const start = model.states.of({ mark: options.mark ?? 0, ttl: null, clouded: 0, tracking, isLookedUp: false });
  let here: StateSets = new Map([[start, within]]);
  const findings = new Findings(bdd, within);
  let hopIsSpent = false;
  // Without conntrack nobody asks the nat table.
  const asksNat = usesConntrack(walker.host.rules);
  const isNew = model.values('ctState', [one(ctStates.indexOf('NEW'))]);
  for (const stop of stopsOf[path]) {
    if (stop === 'conntrack') {
      here = lookedUp(model, here, keepZones);
      continue;
    }
    if (path === 'routed' && stop.hook === 'FORWARD' && !hopIsSpent) {
      hopIsSpent = true;
      here = spendHop(model, here, findings);
    }
    const found = stop.table === 'nat' && !asksNat ? undefined : chainAt(walker, stop);
    if (!found) continue;
    const [table, chain] = found;
    const view = viewAt(path, stop.hook);
    const next = new Map<WalkState, Edge>();
    const entering = new Map<WalkState, Edge>();
    for (const [state, packets] of here) {
      if (!stop.firstOnly) {
        addTo(bdd, entering, state, packets);
        continue;
      }
      // Only the first packet of a flow comes to nat, and what is not tracked has none.
      const first = state.tracking?.notrack ? never : bdd.and(packets, isNew);
      addTo(bdd, entering, state, first);
      addTo(bdd, next, state, bdd.minus(packets, first));
    }
    if (entering.size > 0) options.onStop?.({ table, chain, view, packets: entering });
    const results = [...entering].map(([state, packets]) => ({
      packets,
      summary: walker.summary(table, chain, view, state, within),
    }));
    // A dump that tells no policy is cut, and QUEUE asks a program: both ways are open.
    const policy = chain.policy ?? 'QUEUE';
    if (
      results.some(({ summary }) => summary.dropped !== undefined || (policy === 'QUEUE' && summary.returned.size > 0))
    ) {
      findings.becomeUncertain(here.values());
    }
    for (const { packets, summary } of results) {
      const pass = (sets: StateSets) => {
        for (const [after, edge] of sets) addTo(bdd, next, after, bdd.and(packets, edge));
      };
      pass(summary.accepted);
      if (policy !== 'DROP') pass(summary.returned);
      findings.reject(bdd.and(packets, summary.rejected));
      if (findings.dropped !== undefined) {
        findings.drop(droppedOf(bdd, summary, packets));
        if (policy === 'DROP' || policy === 'QUEUE') findings.drop(bdd.and(packets, allStates(bdd, summary.returned)));
      }
      for (const { obstacle, packets: edge } of summary.stuck.values()) findings.stop(obstacle, bdd.and(packets, edge));
      for (const { rule, state: after, packets: edge } of summary.rewritten) {
        const gone = bdd.and(packets, edge);
        // Behind nat nothing that asks for addresses comes in these hooks.
        if (stop.hook === 'POSTROUTING' || stop.hook === 'INPUT') addTo(bdd, next, after, gone);
        else findings.stop({ kind: 'rewritten', rule }, gone);
      }
    }
    here = next;
  }
  for (const [state, packets] of here) findings.accept(state, packets);
  return new PathResult(model, within, findings);
}

/** Sees all packets of a path come by, of each chain those of all who lead to it together. */
export interface PathObserver {
  /** Rule 0 is the policy of the built-in chain. */
  readonly rule: WalkObserver['rule'];
  readonly chain?: (chain: Chain, packets: Edge) => void;
}

/** Runs packets and shows every chain and rule that they come to. */
export function observePath(
  walker: ChainWalker,
  path: Path,
  within: Edge,
  observer: (stop: StopEntry) => PathObserver,
  options: Omit<PathOptions, 'onStop'> = {},
): PathResult {
  const { bdd } = walker.model;
  return runPath(walker, path, within, {
    ...options,
    onStop(entry) {
      const { table, chain, view, packets } = entry;
      const { rule, chain: enter } = observer(entry);
      const waiting = new Map<Chain, Map<WalkState, Edge>>([[chain, new Map(packets)]]);
      // Whoever leads to a chain comes before it.
      for (const next of walker.graph(table).callersFirst) {
        const entries = waiting.get(next);
        if (!entries) continue;
        enter?.(next, allStates(bdd, entries));
        const summary = walker.walk(table, next, view, entries, within, {
          rule,
          enter(to, state, edge) {
            let sets = waiting.get(to);
            if (!sets) waiting.set(to, (sets = new Map()));
            addTo(bdd, sets, state, edge);
          },
        });
        if (next !== chain) continue;
        const rest = allStates(bdd, summary.returned);
        rule({ table: table.name, chain: chain.name, rule: 0 }, rest, rest);
      }
    },
  });
}

/** The host counts itself as a hop, and drops a packet whose last it was; one whose hops are not known goes on. */
function spendHop(model: Model, sets: StateSets, findings: Findings): StateSets {
  const { bdd } = model;
  const isTold = tellsHops(model);
  const out = new Map<WalkState, Edge>();
  for (const [state, packets] of sets) {
    const last = Array.from({ length: 256 }, (_, came) => came).filter((came) => {
      const hops = state.ttl?.[came] ?? came;
      return hops === 0 || hops === 1;
    });
    const ended = isTold ? bdd.and(packets, model.values('ttl', last.map(one))) : never;
    findings.drop(ended);
    const spent = changedTtl(state.ttl, (hops) => (hops === undefined ? undefined : Math.max(0, hops - 1)));
    addTo(bdd, out, model.states.of({ ...state, ttl: isTold ? spent : null }), bdd.minus(packets, ended));
  }
  return out;
}

function lookedUp(model: Model, sets: StateSets, keepZones: boolean): StateSets {
  const out = new Map<WalkState, Edge>();
  for (const [state, packets] of sets) {
    const { tracking } = state;
    const kept = keepZones || !tracking ? tracking : tracking.notrack ? { zone: 0, notrack: true } : null;
    addTo(model.bdd, out, model.states.of({ ...state, tracking: kept, isLookedUp: true }), packets);
  }
  return out;
}

function chainAt({ host }: ChainWalker, stop: Exclude<Stop, 'conntrack'>): readonly [Table, Chain] | undefined {
  const table = host.rules.tables.get(stop.table);
  const chain = table?.chains.get(stop.hook);
  return table && chain && [table, chain];
}
