import type { Chain, Match, Rule, Table, Target } from '../netfilter/index.ts';
import type { Answer, Unknown } from './answer.ts';
import { type Changeable, type Sight, sightAt } from './sight.ts';
import type { Hook } from './hooks.ts';
import type { HostFacts } from './host-facts.ts';
import { type Rewrite, rewriteOf, rewritePacket, rewrittenReply } from './nat.ts';
import type { Packet } from './packet.ts';
import type { SetMembers } from './set-members.ts';
import { effectOf } from './target-effect.ts';
import type { Tracking } from './target-effect/tracking.ts';
import { testMatch } from './test-match.ts';
import type { Obstacle, RuleRef, Step } from './trace.ts';
import { template } from './tracked.ts';

/** A question that the walk met, with the answers that it could have. */
export interface Question {
  readonly rule: RuleRef;
  readonly text: string;
  readonly answers: readonly string[];
  readonly chosen: number;
}

/**
 * One reading of the rules: where they leave a question open, `choices` answers it (0, "does not hold", when there
 * are no more), and `asked` keeps it. What a walk changes as it goes is all here.
 */
export interface Reading {
  /** As it is by now. */
  packet: Packet;
  readonly sets: SetMembers;
  readonly host: HostFacts;
  readonly choices: readonly number[];
  readonly asked: Question[];
  /** Answers to steady questions so far. */
  readonly known: Map<string, number>;
  /** Undefined: only the verdict is wanted. */
  readonly steps: Step[] | undefined;
  readonly unknowns: Set<string>;
  testsLeft: number;
  now: Changeable;
  /** What the first CT rule that applied said; later ones only count. */
  tracking: Tracking | null;
  /** Nat has turned the packet to the host itself. */
  isForHost: boolean;
}

/** How a built-in chain ends for a packet. */
export type ChainEnd =
  | { readonly kind: 'accept' | 'drop' | 'reject'; readonly rule: RuleRef }
  | { readonly kind: 'stuck'; readonly obstacle: Obstacle };

/** Where a walk comes back to. */
interface Frame {
  readonly chain: Chain;
  readonly next: number;
  readonly depth: number;
}

/**
 * Walks one table at one hook, as the kernel does (rules met agree with the counters of real kernels, golden/trace):
 * `-j` comes back, `-g` does not, a return from the built-in chain applies the policy. Plain loops and a stack of its
 * own: rulesets come from anywhere, and neither depth nor length may break the walk.
 */
export function walkTable(table: Table, start: Chain, hook: Hook, reading: Reading): ChainEnd {
  const stack: Frame[] = [];
  let chain = start;
  /** Rules of the chain that are done, which is the number of the rule at hand. */
  let number = 0;
  /** Chains that led here, those left by `-g` among them. */
  let depth = 1;
  const look = () => sightAt(hook, reading.packet, reading.sets, reading.now, reading.host);
  let sight = look();
  enter(reading, table, start);
  for (;;) {
    const rule = chain.rules[number];
    const target = rule?.target;
    number += 1;
    if (rule) {
      reading.testsLeft -= 1;
      if (reading.testsLeft < 0) return { kind: 'stuck', obstacle: { kind: 'tooLong' } };
      if (!applies(table, chain, number, rule, sight, reading) || !target) continue;
    }
    if (!target || target.kind === 'return') {
      const back = stack.pop();
      if (!back) return applyPolicy(table, start, reading);
      ({ chain, next: number, depth } = back);
      continue;
    }
    const ref = refOf(table, chain, number);
    switch (target.kind) {
      case 'accept':
      case 'drop':
      case 'reject':
        return end(target.kind, ref, reading);
      case 'jump':
      case 'goto': {
        const to = table.chains.get(target.chain);
        if (!to) return { kind: 'stuck', obstacle: { kind: 'missingChain', rule: ref, chain: target.chain } };
        // More chains on the way than there are: one of them is there twice.
        if (depth >= table.chains.size) return { kind: 'stuck', obstacle: { kind: 'loop', rule: ref } };
        if (target.kind === 'jump') stack.push({ chain, next: number, depth });
        [chain, number, depth] = [to, 0, depth + 1];
        enter(reading, table, to);
        break;
      }
      case 'ct':
      case 'other': {
        const ended =
          target.kind === 'ct'
            ? applyTracking({ zone: target.zone ?? 0, notrack: target.notrack }, reading)
            : applyOther(target, ref, hook, reading);
        if (ended) return ended;
        sight = look();
        break;
      }
    }
  }
}

/** Whether all matches hold; asks for what is open unless the rule makes no difference. */
function applies(table: Table, chain: Chain, number: number, rule: Rule, sight: Sight, reading: Reading): boolean {
  let failed: Match | null = null;
  let open: Unknown[] | undefined;
  for (const match of rule.matches) {
    const answer: Answer = testMatch(match, sight);
    if (answer === true) continue;
    if (answer === false) {
      failed = match;
      break;
    }
    (open ??= []).push(answer);
  }
  const isOpen = failed === null && open !== undefined;
  if (reading.steps || isOpen) {
    const ref = refOf(table, chain, number);
    reading.steps?.push({ kind: 'test', rule: ref, held: isOpen ? 'unknown' : failed === null, failed });
    if (isOpen && open) {
      for (const { question } of open) reading.unknowns.add(question);
      return makesADifference(rule.target) && open.every((unknown) => holds(unknown, ref, reading));
    }
  }
  return failed === null;
}

function makesADifference(target: Target | null): boolean {
  return target !== null && (target.kind !== 'other' || effectOf(target).kind !== 'goOn');
}

const noYes = ['no', 'yes'] as const;

function holds({ question, negated, steady }: Unknown, rule: RuleRef, reading: Reading): boolean {
  const known = steady ? reading.known.get(question) : undefined;
  const chosen = known ?? choose(question, rule, noYes, negated ? 1 : 0, reading);
  if (steady) reading.known.set(question, chosen);
  return (chosen === 1) !== negated;
}

/** `usual`: the answer that is tried first. A choice counts from it, so that 0 always means "as usual". */
function choose(text: string, rule: RuleRef, answers: readonly string[], usual: number, reading: Reading): number {
  const chosen = ((reading.choices[reading.asked.length] ?? 0) + usual) % answers.length;
  reading.asked.push({ rule, text, answers, chosen });
  return chosen;
}

/** From here on the raw table itself sees the template that the rule hung on the packet. */
function applyTracking(tracking: Tracking, reading: Reading): undefined {
  if (reading.tracking) return;
  reading.tracking = tracking;
  reading.now = tracking.notrack
    ? { ...reading.now, ctState: 'UNTRACKED', tracked: null }
    : { ...reading.now, ctState: 'NEW', tracked: template };
}

/** Undefined: the walk goes on with the next rule. */
function applyOther(
  target: Extract<Target, { kind: 'other' }>,
  rule: RuleRef,
  hook: Hook,
  reading: Reading,
): ChainEnd | undefined {
  const effect = effectOf(target);
  const { now, packet } = reading;
  switch (effect.kind) {
    case 'goOn':
      return undefined;
    case 'marks': {
      const { tracked } = now;
      const { mark, connmark } = effect.change({ mark: now.mark, connmark: tracked ? tracked.mark : tracked });
      reading.now = { ...now, mark, tracked: tracked && { ...tracked, mark: connmark ?? undefined } };
      return forget(reading, aboutMarks);
    }
    case 'ttl':
      reading.now = { ...now, ttl: effect.ttl(now.ttl) };
      return forget(reading, aboutBytes);
    case 'tos': {
      const { tos: before, ...rest } = packet;
      const tos = effect.tos(before);
      reading.packet = tos === undefined ? rest : { ...rest, tos };
      return forget(reading, aboutBytes);
    }
    case 'packet':
      reading.packet = effect.change(packet);
      return forget(reading, aboutBytes);
    case 'track':
      return applyTracking(effect.tracking, reading);
    case 'sets':
      reading.now = { ...now, changedSets: new Set([...(now.changedSets ?? []), ...effect.names]) };
      return forget(reading, aboutSets);
    case 'rewrite': {
      const rewrite = rewriteOf(target, hook, packet, reading.host) ?? {};
      applyRewrite(rewrite, reading);
      if (now.tracked) {
        reading.now = { ...now, tracked: { ...now.tracked, reply: rewrittenReply(now.tracked.reply, rewrite) } };
      }
      return end('accept', rule, reading, rewrite);
    }
    case 'open': {
      reading.unknowns.add(effect.question);
      const answer = effect.answers[choose(effect.question, rule, effect.answers, 0, reading)];
      return answer === 'accept' || answer === 'drop' ? end(answer, rule, reading) : undefined;
    }
  }
}

/** From here on rules see the ends that nat gave the packet. */
export function applyRewrite(rewrite: Rewrite, reading: Reading): void {
  reading.packet = rewritePacket(reading.packet, rewrite);
  reading.isForHost = rewrite.isForHost ?? false;
  // Any question may have been about an end.
  reading.known.clear();
}

const aboutMarks = /^-m (?:conn)?mark /;
const aboutBytes = /^-m (?:ttl|hl|tos|dscp|ecn|length|u32|bpf|string)\b/;
const aboutSets = /^-m set /;

/** What a rule has changed may be answered otherwise from here on. */
function forget(reading: Reading, about: RegExp): undefined {
  for (const question of reading.known.keys()) if (about.test(question)) reading.known.delete(question);
}

function applyPolicy(table: Table, chain: Chain, reading: Reading): ChainEnd {
  const rule = refOf(table, chain, 0);
  // A dump that tells no policy is cut; without one the kernel's own is ACCEPT, but that is no proof.
  const policy = chain.policy ?? 'QUEUE';
  if (chain.policy) reading.steps?.push({ kind: 'policy', rule, policy });
  if (policy === 'DROP') return end('drop', rule, reading);
  if (policy !== 'QUEUE') return end('accept', rule, reading);
  const text = `policy of ${table.name} ${chain.name}`;
  reading.unknowns.add(text);
  return end(choose(text, rule, ['accept', 'drop'], 0, reading) === 0 ? 'accept' : 'drop', rule, reading);
}

function end(kind: 'accept' | 'drop' | 'reject', rule: RuleRef, reading: Reading, rewrite?: Rewrite): ChainEnd {
  reading.steps?.push({ kind: 'verdict', rule, verdict: kind, ...(rewrite && { rewrite }) });
  return { kind, rule };
}

function enter(reading: Reading, table: Table, chain: Chain): void {
  reading.steps?.push({ kind: 'enter', table: table.name, chain: chain.name });
}

function refOf(table: Table, chain: Chain, rule: number): RuleRef {
  return { table: table.name, chain: chain.name, rule };
}
