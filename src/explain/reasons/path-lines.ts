import { type Policy, printTarget } from '../../netfilter/index.ts';
import type { RuleMeaning } from '../mapping/meaning.ts';
import type { RuleRef } from '../trace.ts';
import type { Pass, PassJudgement } from './judge-pass.ts';
import { type Miss, missesOf, sightOf } from './near-miss.ts';
import type { Tested, Visit } from './visits.ts';

/** One rule on a packet's way, as it is shown. */
export interface PathLine {
  readonly ref: RuleRef;
  /** `near`: it would have applied but for one field. `miss`: more than one, or none that tells anything. */
  readonly kind: 'held' | 'near' | 'miss';
  /** "-j DROP", "-g chain" without the option: "DROP"; of a jump the chain is in `leadsTo`. Null: the rule only counts. */
  readonly target: string | null;
  readonly leadsTo: string | null;
  readonly meaning: RuleMeaning;
  /** Why it did not hold; null: it did. */
  readonly misses: readonly Miss[] | null;
  /** The device that the rule sorts packets by. */
  readonly device: string | null;
  /** This rule ended the packet's way. */
  readonly decides: boolean;
}

export interface PathLines {
  readonly lines: readonly PathLine[];
  /** Rules of the chains shown that did not hold and are left out. */
  readonly hidden: number;
}

/**
 * The way of a packet through one host, to be read: rules that held and led on, and, where it ends in a drop, those
 * on the way there that would have let it through but for one field. Detours that came back without having decided
 * anything are left out, as are tables that had nothing to say. With `all` every rule that was asked.
 */
export function pathLines(pass: Pass, judgement: PassJudgement, { all }: { readonly all: boolean }): PathLines {
  const lines: PathLine[] = [];
  let hidden = 0;
  const onWay = new Set(judgement.way);
  const end = judgement.way.at(-1);
  const isDropped = judgement.verdict === 'drop' || judgement.verdict === 'reject';

  const show = (visit: Visit, root: Visit): void => {
    const sight = sightOf(root.chain, pass.trace, pass.packet, pass.sets);
    const leads = visit.tests.some((test) => onWay.has(test));
    let isShown = false;
    let missed = 0;
    for (const test of visit.tests) {
      if (test.held === true) {
        if (!all && !tells(test, pass, onWay)) continue;
        lines.push(lineOf(test, 'held', null, pass, test === end));
        isShown = true;
        if (test.into) show(test.into, root);
        continue;
      }
      const misses = missesOf(test, sight);
      const isNear = isDropped && leads && nearlyPassed(test, misses, pass);
      if (isNear || all) lines.push(lineOf(test, isNear ? 'near' : 'miss', misses, pass, false));
      else missed += 1;
    }
    if (isShown || leads) hidden += missed;
  };
  for (const visit of judgement.visits) show(visit, visit);
  return { lines, hidden };
}

/** Whether a rule that held belongs to the story: it is on the way to the end, or a port's chain gave back by it. */
function tells(test: Tested, pass: Pass, onWay: ReadonlySet<Tested>): boolean {
  if (onWay.has(test)) return true;
  if (test.verdict === 'drop' || test.verdict === 'reject') return true;
  if (test.into) return test.into.tests.some((inner) => inner.held === true && tells(inner, pass, onWay));
  if (test.rule?.target?.kind !== 'return') return false;
  const { role } = pass.map.chain(pass.packet.family, test.ref.table, test.ref.chain);
  return role === 'ingress' || role === 'egress' || role === 'sources';
}

/** A rule that would have let the packet on if one field were another; what packets of no kind change is left out. */
function nearlyPassed(test: Tested, misses: readonly Miss[], pass: Pass): boolean {
  const [miss, second] = misses;
  if (miss === undefined || second !== undefined) return false;
  if (miss.field === 'state' || miss.field === 'device' || miss.field === 'other') return false;
  const [reason] = pass.map.rule(pass.packet.family, test.ref).reasons;
  const target = test.rule?.target?.kind;
  if (!reason) return target === 'accept';
  if (target !== 'return' && target !== 'accept') return false;
  return reason.kind === 'securityGroupRule' || (reason.kind === 'antiSpoof' && reason.what === 'mac-ip');
}

function lineOf(
  test: Tested,
  kind: PathLine['kind'],
  misses: readonly Miss[] | null,
  pass: Pass,
  decides: boolean,
): PathLine {
  const { family } = pass.packet;
  const target = test.rule?.target ?? null;
  const leadsTo = target?.kind === 'jump' || target?.kind === 'goto' ? target.chain : null;
  const policy = pass.map.rulesets[family].tables.get(test.ref.table)?.chains.get(test.ref.chain)?.policy;
  return {
    ref: test.ref,
    kind,
    target: test.rule ? targetText(test) : ((policy satisfies Policy | null | undefined) ?? null),
    leadsTo,
    meaning: pass.map.rule(family, test.ref),
    misses,
    device: sortedBy(test),
    decides,
  };
}

function targetText({ rule }: Tested): string | null {
  const target = rule?.target ?? null;
  return target === null ? null : printTarget(target).replace(/^-[jg] /, '');
}

function sortedBy({ rule }: Tested): string | null {
  const match = rule?.matches.find((each) => each.kind === 'physdev');
  return match?.kind === 'physdev' ? ((match.out ?? match.in)?.name ?? null) : null;
}
