import type { Rule } from '../../netfilter/index.ts';
import { evaluate } from '../evaluate.ts';
import type { Connection } from '../conntrack.ts';
import type { Packet } from '../packet.ts';
import type { Pass } from '../reasons/judge-pass.ts';
import type { SetMembers } from '../set-members.ts';
import { effectOf } from '../target-effect.ts';
import { type RuleRef, type Trace, type Verdict, rulesMet } from '../trace.ts';
import { withDoubts } from './doubt.ts';
import type { HostLayer } from './host-layers.ts';

/** What a host does with a packet, all its layers together. */
export interface JudgedOnHost {
  readonly verdict: Verdict;
  /** One for each layer, in their order. */
  readonly passes: readonly Pass[];
  /** The pass that the verdict comes from: of a packet that passes all of them the first. */
  readonly pass: Pass;
  /** Rules that applied, layer by layer. */
  readonly path: readonly RuleRef[];
}

export interface OnHost {
  readonly layers: readonly HostLayer[];
  readonly sets: SetMembers;
  /** What says that there may be rules which are not shown. */
  readonly doubts: readonly string[];
}

/**
 * Judges a packet by each layer by itself: it arrives if it passes all. Where one layer changes what another one sees
 * (its addresses, its mark, its state), that no longer tells the truth, and the answer is open; `layers` is then among
 * the unknowns. A host without layers has no rules: the packet passes.
 */
export function judgeOnHost(
  { layers, sets, doubts }: OnHost,
  packet: Packet,
  connections?: readonly Connection[],
): JudgedOnHost {
  const passes = layers.map(({ rulesets, map, backend }): Pass => {
    const host = backend === null ? {} : { host: { backend } };
    const trace = evaluate(rulesets[packet.family], sets, packet, { ...host, ...(connections && { connections }) });
    return { packet, trace, map, sets };
  });
  const [first] = passes;
  if (!first) throw new RangeError('a host without a layer');
  const path = passes.flatMap(({ trace }) => rulesMet(trace));
  const interacting = passes.length > 1 ? interaction(passes) : undefined;
  if (interacting !== undefined) {
    const trace = opened(first.trace, interacting);
    return { verdict: 'unknown', passes, pass: { ...first, trace }, path };
  }
  const decisive = refusing(passes) ?? passes.find(({ trace }) => trace.verdict === 'unknown') ?? first;
  const pass = { ...decisive, trace: withDoubts(decisive.trace, doubts) };
  return { verdict: pass.trace.verdict, passes, pass, path };
}

/** Tables in the order in which a packet meets them at each hook. */
const tableOrder = ['raw', 'mangle', 'nat', 'filter', 'security'];

/** The pass that ends the packet's way first, as far as its table tells. */
function refusing(passes: readonly Pass[]): Pass | undefined {
  const place = ({ trace }: Pass) => tableOrder.indexOf(trace.decidedBy?.table ?? 'filter');
  return passes
    .filter(({ trace }) => trace.verdict === 'drop' || trace.verdict === 'reject')
    .sort((a, b) => place(a) - place(b))[0];
}

/** Why the layers cannot be judged one by one; undefined: they can. */
function interaction(passes: readonly Pass[]): string | undefined {
  const [first] = passes;
  if (passes.some(({ trace }) => trace.changed !== undefined)) return 'layers: nat';
  if (passes.some(({ trace }) => trace.ctState !== first?.trace.ctState)) return 'layers: state';
  const changing = passes.some((pass) =>
    rulesMet(pass.trace).some((ref) => {
      const target = ruleAt(pass, ref)?.target;
      if (target?.kind !== 'other') return false;
      const { kind } = effectOf(target);
      return kind !== 'goOn' && kind !== 'track' && kind !== 'open';
    }),
  );
  return changing ? 'layers: mark' : undefined;
}

function ruleAt({ map, packet }: Pass, { table, chain, rule }: RuleRef): Rule | undefined {
  return map.rulesets[packet.family].tables.get(table)?.chains.get(chain)?.rules[rule - 1];
}

function opened(trace: Trace, unknown: string): Trace {
  const open = { verdict: 'unknown', decidedBy: null, assuming: [] } as const;
  return {
    ...trace,
    verdict: 'unknown',
    unknowns: [...trace.unknowns, unknown],
    outcomes: [...trace.outcomes, open],
  };
}
