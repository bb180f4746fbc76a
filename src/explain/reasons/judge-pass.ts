import type { BoundPort } from '../../model/index.ts';
import { type Family, printRuleText } from '../../netfilter/index.ts';
import type { ReasonCode } from '../../words/index.ts';
import type { HostMap } from '../mapping/host-map.ts';
import type { RuleMeaning } from '../mapping/meaning.ts';
import type { Packet } from '../packet.ts';
import type { SetMembers } from '../set-members.ts';
import type { RuleRef, Trace, Verdict } from '../trace.ts';
import { serviceText } from '../words/service-text.ts';
import { missesOf, sightOf } from './near-miss.ts';
import { type Placed, type Tested, type Visit, testsOf, visitsOf, wayTo } from './visits.ts';

/** Why, as a stable code and the values that its sentence needs: words of no language. */
export interface Reason {
  readonly code: ReasonCode;
  readonly params: Readonly<Record<string, string | number>>;
}

/** How things are called in answers. */
export interface Names {
  /** A port by its device, and as the writer of the rules knows it. */
  port(device: string, port: BoundPort | null): string;
  /** A security group or an address group by its id. */
  group(id: string): string;
}

/** What a packet met on one pass through one host. */
export interface Pass {
  readonly packet: Packet;
  readonly trace: Trace;
  readonly map: HostMap;
  readonly sets: SetMembers;
}

/** What the rules of one port said to a packet, on its way from or to it. */
export interface PortAnswer {
  readonly direction: 'egress' | 'ingress';
  readonly device: string;
  /** `unseen`: no rule of the pass asked for it. */
  readonly answer: 'admitted' | 'refused' | 'unfiltered' | 'trusted' | 'unseen';
  /** The rule that said so; null where none did. */
  readonly by: { readonly ref: RuleRef; readonly meaning: RuleMeaning } | null;
}

export interface PassJudgement {
  readonly verdict: Verdict;
  readonly reason: Reason;
  readonly visits: readonly Visit[];
  /** The tests that led to the end, from the built-in chain inwards; empty where nothing settled it. */
  readonly way: readonly Tested[];
  readonly answers: readonly PortAnswer[];
}

/** Says why a pass ended as it did. What decided is read off the trace; what it is for, off the map of the host. */
export function judgePass(pass: Pass, names: Names): PassJudgement {
  const { trace, packet, map } = pass;
  const visits = visitsOf(trace, map.rulesets[packet.family]);
  const placed = [...testsOf(visits)];
  const end = trace.verdict === 'unknown' ? undefined : decision(placed, trace.verdict);
  return {
    verdict: trace.verdict,
    reason: reasonOf(pass, end, names),
    visits,
    way: end ? wayTo(end) : [],
    answers: answersOf(pass, placed),
  };
}

/** The last rule that ended it; of an accepted packet the one that accepted in table filter. */
function decision(placed: readonly Placed[], verdict: Verdict): Placed | undefined {
  const ends = placed.filter(({ test }) => test.verdict === verdict);
  return (verdict === 'accept' ? ends.findLast(({ test }) => test.ref.table === 'filter') : undefined) ?? ends.at(-1);
}

function reasonOf(pass: Pass, end: Placed | undefined, names: Names): Reason {
  const { trace } = pass;
  if (trace.verdict === 'unknown') return { code: 'UNDETERMINED', params: { what: openQuestions(trace) } };
  if (trace.verdict === 'accept' || !end) return { code: 'FILTERS_PASS', params: {} };
  return refusal(pass, end, names);
}

/** A sentence is no place for more; the trace has all of them. */
const mostQuestions = 5;

/** What an open verdict hangs on: the questions, and where the evaluator could not go on. */
function openQuestions({ unknowns, obstacles }: Trace): string {
  const places = obstacles.map((obstacle) =>
    'rule' in obstacle ? `${obstacle.kind} (${obstacle.rule.chain} ${obstacle.rule.rule})` : obstacle.kind,
  );
  const all = [...unknowns, ...places];
  return all.length > mostQuestions ? `${all.slice(0, mostQuestions).join(', ')}, …` : all.join(', ');
}

function refusal(pass: Pass, { test, within }: Placed, names: Names): Reason {
  const { packet, map } = pass;
  const { ref } = test;
  const { family } = packet;
  const [reason] = map.rule(family, ref).reasons;
  const owner = portOf(pass, within);
  const port = owner ? names.port(owner.device, owner.port) : '';
  const params = { port, source: packet.source, destination: packet.destination, service: serviceText(packet) };
  if (reason?.kind === 'antiSpoof') {
    if (reason.what === 'dhcp') return { code: 'DHCP_GUARD', params };
    if (reason.what === 'ra') return { code: 'RA_GUARD', params };
    const isOwnMac = ownMacSent(pass, within);
    const withMac = { ...params, mac: packet.macSource ?? '' };
    return { code: isOwnMac ? 'ADDRESS_PAIR_MISSING' : 'ANTI_SPOOFING', params: withMac };
  }
  if (reason?.kind === 'scaffold' && reason.role === 'invalid') return { code: 'INVALID_STATE', params };
  if (reason?.kind === 'scaffold' && reason.role === 'fallback' && owner) {
    return { code: owner.direction === 'ingress' ? 'SECURITY_GROUP_INGRESS' : 'SECURITY_GROUP_EGRESS', params };
  }
  const place = { rule: ref.rule, chain: ref.chain, table: ref.table };
  if (ref.rule === 0) {
    const policy = map.rulesets[family].tables.get(ref.table)?.chains.get(ref.chain)?.policy ?? '';
    return { code: 'CHAIN_POLICY', params: { ...place, policy } };
  }
  const text = test.rule ? printRuleText(test.rule) : '';
  return { code: 'FOREIGN_RULE', params: { ...place, text } };
}

/** Whether the source check failed by the address alone: the MAC is one that the port may use. */
function ownMacSent({ trace, packet, sets, map }: Pass, within: readonly Visit[]): boolean {
  const [root] = within;
  const visit = within.find(({ table, chain }) => map.chain(packet.family, table, chain).role === 'sources');
  if (!visit || !root) return false;
  const sight = sightOf(root.chain, trace, packet, sets);
  return visit.tests.some((test) => {
    const misses = test.rule?.target?.kind === 'return' ? missesOf(test, sight) : [];
    return misses.length === 1 && misses[0]?.field === 'source';
  });
}

interface Owner {
  readonly direction: 'egress' | 'ingress';
  readonly device: string;
  readonly port: BoundPort | null;
}

/** The port in whose chains a test lies. Of two whose chains have one name, the one whose packet it is. */
function portOf({ packet, map }: Pass, within: readonly Visit[]): Owner | undefined {
  for (const { table, chain } of within.toReversed()) {
    const { role, devices } = map.chain(packet.family, table, chain);
    if (role !== 'ingress' && role !== 'egress') continue;
    const own = role === 'ingress' ? packet.physdevOut : packet.physdevIn;
    const device = devices.find((each) => each === own) ?? devices[0] ?? own ?? '';
    return { direction: role, device, port: map.ports.find((each) => each.device === device)?.port ?? null };
  }
  return undefined;
}

/** What the chains of the ports on both ends said; a port that is let through as it is has a rule that accepts. */
function answersOf(pass: Pass, placed: readonly Placed[]): readonly PortAnswer[] {
  const { packet } = pass;
  const ends = [
    ['egress', packet.physdevIn],
    ['ingress', packet.physdevOut],
  ] as const;
  return ends.flatMap(([direction, device]) =>
    device === undefined ? [] : [answerOf(pass, placed, direction, device)],
  );
}

function answerOf(
  { packet, map }: Pass,
  placed: readonly Placed[],
  direction: PortAnswer['direction'],
  device: string,
): PortAnswer {
  const { family } = packet;
  let found: PortAnswer = { direction, device, answer: 'unseen', by: null };
  for (const { test, within } of placed) {
    if (test.held !== true || !test.rule) continue;
    const visit = within.at(-1);
    if (!visit) continue;
    const { target } = test.rule;
    const meaning = map.rule(family, test.ref);
    const by = { ref: test.ref, meaning };
    const [reason] = meaning.reasons;
    const isOpen = reason?.kind === 'scaffold' && (reason.role === 'trusted' || reason.role === 'portSecurityOff');
    if (isOpen && test.verdict === 'accept' && test.ref.table === 'filter' && asksFor(test, direction, device)) {
      return { direction, device, answer: reason.role === 'trusted' ? 'trusted' : 'unfiltered', by };
    }
    const isInside = within.some(({ table, chain }) => isChainOf(map, family, table, chain, direction, device));
    if (!isInside) continue;
    if (test.verdict === 'drop' || test.verdict === 'reject') return { direction, device, answer: 'refused', by };
    // What the check of sources gives back goes on in the port's own chain.
    const isOwn = isChainOf(map, family, visit.table, visit.chain, direction, device);
    if (isOwn && target?.kind === 'return') found = { direction, device, answer: 'admitted', by };
  }
  return found;
}

function isChainOf(
  map: HostMap,
  family: Family,
  table: string,
  chain: string,
  direction: PortAnswer['direction'],
  device: string,
): boolean {
  const { role, devices } = map.chain(family, table, chain);
  return role === direction && devices.includes(device);
}

function asksFor({ rule }: Tested, direction: PortAnswer['direction'], device: string): boolean {
  return (rule?.matches ?? []).some((match) => {
    if (match.kind !== 'physdev') return false;
    return (direction === 'egress' ? match.in : match.out)?.name === device;
  });
}
