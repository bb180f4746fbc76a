import type { Family } from '../../netfilter/index.ts';
import type { Connection } from '../conntrack.ts';
import { evaluate } from '../evaluate.ts';
import { withDoubts } from '../host/doubt.ts';
import { type Names, type PassJudgement, type PortAnswer, type Reason, judgePass } from '../reasons/judge-pass.ts';
import type { Trace, Verdict } from '../trace.ts';
import { evaluateOnAnyInterface } from './any-interface.ts';
import { caveatsOf, filteringOff } from './caveats.ts';
import type {
  Hop,
  HostPass,
  HostRulesKnown,
  Journey,
  JourneyAssumption,
  JourneyEnd,
  JourneyHost,
  JourneyQuestion,
  PlacedReason,
  PortEnd,
  Turn,
} from './journey.ts';
import { type Leg, basePacket, hostOf, isHostsOwn, legsOf, sameNetwork, unknownDevice } from './legs.ts';

type Hosts = ReadonlyMap<string, JourneyHost>;

/**
 * Why one end can reach the other, or cannot: what became of a packet on each host of its way, evaluated by the rules
 * that stand there. Nothing is sent. All hosts are asked, also those behind one that drops, so that every obstacle is
 * seen at once; the first one decides. For an answer or a later packet the connection is taken as known, in the zone
 * that its first packet had on each host.
 */
export function evaluateJourney(question: JourneyQuestion, hosts: Hosts, names: Names, turn: Turn = 'first'): Journey {
  const passes = passesOf(question, hosts, names, turn, (host) => host);
  const stops = stopsOf(question);
  const verdict = verdictOf(question, passes, stops, hosts);
  const differs = passes.some(({ host }) => hosts.get(host)?.expected);
  const expected = differs ? expectedVerdict(question, hosts, names, turn) : null;
  const reason = reasonOf(question, passes, stops, verdict, hosts);
  return {
    turn,
    verdict,
    ctState: passes.find(({ step }) => step !== 'tunnel')?.pass.trace.ctState ?? null,
    reason: (isOtherwise(verdict, expected) && notAsItShouldBe(passes, hosts)) || reason,
    hops: hopsOf(question, passes, stops, turn),
    passes,
    expected,
    caveats: caveatsOf(question, passes, hosts),
    assumptions: assumptionsOf(question, passes, turn),
  };
}

/** What hosts should hold would have another, certain end than what they hold. */
function isOtherwise(verdict: Verdict, expected: Verdict | null): boolean {
  return expected !== null && expected !== verdict && verdict !== 'unknown' && expected !== 'unknown';
}

function passesOf(
  question: JourneyQuestion,
  hosts: Hosts,
  names: Names,
  turn: Turn,
  rulesOf: (host: JourneyHost) => HostRulesKnown,
): readonly HostPass[] {
  const zones = turn === 'first' ? undefined : firstZones(question, hosts, rulesOf);
  return legsOf(question, turn).flatMap((leg): readonly HostPass[] => {
    const host = hosts.get(leg.host);
    if (!host) return [];
    const { map, sets } = rulesOf(host);
    const connections = leg.step === 'tunnel' ? [] : connectionsOf(question, turn, zones?.get(leg.host));
    const trace = withDoubts(traceOf(leg, { map, sets }, connections), host.doubts ?? []);
    const pass = { packet: leg.packet, trace, map, sets };
    return [{ host: leg.host, step: leg.step, pass, judgement: judgePass(pass, names) }];
  });
}

function traceOf({ packet, step }: Leg, { map, sets }: HostRulesKnown, connections: readonly Connection[]): Trace {
  const ruleset = map.rulesets[packet.family];
  if (step === 'tunnel') return evaluateOnAnyInterface(ruleset, sets, packet);
  return evaluate(ruleset, sets, packet, connections.length === 0 ? {} : { connections });
}

/** Conntrack's zone of the connection on each host: what its first packet would be given there. */
function firstZones(
  question: JourneyQuestion,
  hosts: Hosts,
  rulesOf: (host: JourneyHost) => HostRulesKnown,
): ReadonlyMap<string, number> {
  const zones = new Map<string, number>();
  for (const leg of legsOf(question, 'first')) {
    const host = hosts.get(leg.host);
    if (host && leg.step !== 'tunnel') zones.set(leg.host, traceOf(leg, rulesOf(host), []).zone);
  }
  return zones;
}

function connectionsOf(question: JourneyQuestion, turn: Turn, zone: number | undefined): readonly Connection[] {
  if (turn === 'first') return [];
  const { family: _, path: __, ...flow } = basePacket(question);
  return [{ ...flow, replied: turn === 'later', zone: zone ?? 0 }];
}

/** What stops a packet although no rule drops it, at either end. */
interface Stops {
  readonly from: Reason | null;
  readonly to: Reason | null;
}

function stopsOf({ from, to }: JourneyQuestion): Stops {
  return { from: stopAt(from), to: stopAt(to) };
}

function stopAt(end: JourneyEnd): Reason | null {
  if (end.kind !== 'port') return null;
  const port = end.name;
  if (end.host === null) return { code: 'PORT_UNBOUND', params: { port } };
  if (end.port && !end.port.adminStateUp) return { code: 'PORT_DOWN', params: { port } };
  if (end.trouble === null) return null;
  return { code: 'PORT_NOT_READY', params: { port, device: end.device, host: end.host, status: end.trouble } };
}

function verdictOf(question: JourneyQuestion, passes: readonly HostPass[], { from, to }: Stops, hosts: Hosts): Verdict {
  if (from !== null || to !== null) return 'drop';
  const verdicts = passes.map((pass) => (filteringOff(pass, hosts) ? 'accept' : pass.judgement.verdict));
  const ended = verdicts.find((verdict) => verdict === 'drop' || verdict === 'reject');
  if (ended !== undefined) return ended;
  if (verdicts.includes('unknown') || crossesRouter(question)) return 'unknown';
  return 'accept';
}

/** Between two networks there is a router, whose rules are not asked. */
function crossesRouter({ from, to }: JourneyQuestion): boolean {
  return from.kind === 'port' && to.kind === 'port' && !sameNetwork(from, to);
}

function reasonOf(
  question: JourneyQuestion,
  passes: readonly HostPass[],
  stops: Stops,
  verdict: Verdict,
  hosts: Hosts,
): PlacedReason {
  if (stops.from) return { ...stops.from, host: hostOf(question.from) };
  if (stops.to) return { ...stops.to, host: hostOf(question.to) };
  const counting = passes.filter((pass) => !filteringOff(pass, hosts));
  const decisive = counting.find(({ judgement }) => judgement.verdict === verdict);
  if (verdict === 'accept') {
    const open = passes.find((pass) => filteringOff(pass, hosts) && pass.judgement.verdict !== 'accept');
    const off = open && filteringOff(open, hosts);
    if (open && off) return { ...off, host: open.host };
    return { code: 'FILTERS_PASS', params: {}, host: null };
  }
  if (decisive) return { ...ofTunnel(decisive), host: decisive.host };
  const { from, to } = question;
  const name = (end: JourneyEnd) => (end.kind === 'outside' ? end.address : end.name);
  return { code: 'NETWORKS_DIFFER', params: { from: name(from), to: name(to) }, host: null };
}

/** What drops the tunnel's packet is no rule about the packet in it. */
function ofTunnel({ step, host, pass, judgement }: HostPass): Reason {
  const { code } = judgement.reason;
  if (step !== 'tunnel' || code === 'UNDETERMINED') return judgement.reason;
  const { source, destination, destinationPort } = pass.packet;
  const ref = judgement.way.at(-1)?.ref;
  const place = { table: ref?.table ?? '', chain: ref?.chain ?? '', rule: ref?.rule ?? 0 };
  return { code: 'TUNNEL_DROPPED', params: { host, source, destination, port: destinationPort ?? 0, ...place } };
}

/** The rules that the hosts should hold say otherwise: then that they do not hold them is the reason. */
function notAsItShouldBe(passes: readonly HostPass[], hosts: Hosts): PlacedReason | undefined {
  for (const { host } of passes) {
    const known = hosts.get(host);
    if (!known?.expected) continue;
    const { agent, differences } = known;
    if (agent && (agent.enforced ?? -1) < agent.revision) {
      return { code: 'AGENT_BEHIND', params: { host, enforced: agent.enforced ?? 0, revision: agent.revision }, host };
    }
    return { code: 'DRIFT', params: { host, differences }, host };
  }
  return undefined;
}

function expectedVerdict(question: JourneyQuestion, hosts: Hosts, names: Names, turn: Turn): Verdict {
  const passes = passesOf(question, hosts, names, turn, (host) => host.expected ?? host);
  return verdictOf(question, passes, stopsOf(question), hosts);
}

function hopsOf(question: JourneyQuestion, passes: readonly HostPass[], stops: Stops, turn: Turn): Journey['hops'] {
  const [from, to] = turn === 'reply' ? [question.to, question.from] : [question.from, question.to];
  const [stopFrom, stopTo] = turn === 'reply' ? [stops.to, stops.from] : [stops.from, stops.to];
  const isLocal = isHostsOwn(question);
  const leaves = endHop('leaves', from, stopFrom, passes, isLocal);
  const enters = endHop('enters', to, stopTo, passes, isLocal);
  return [leaves, networkHop(question, passes), enters];
}

/** A step at one end, read from the pass through its host. */
function endHop(
  step: 'leaves' | 'enters',
  end: JourneyEnd,
  stop: Reason | null,
  passes: readonly HostPass[],
  isLocal: boolean,
): Hop {
  const host = hostOf(end);
  // Between a host and its own ports there is one pass, which both ends are in.
  const isWith = (each: HostPass) => each.step === step || each.step === 'bridge' || (isLocal && each.host === host);
  const pass = passes.findIndex(isWith);
  const found = passes[pass];
  if (stop) return { step, host, mark: 'stops', answer: null, reason: stop, pass: found ? pass : null };
  if (!found || end.kind === 'outside') {
    return { step, host, mark: 'none', answer: null, reason: null, pass: null };
  }
  const direction = step === 'leaves' ? 'egress' : 'ingress';
  const answer = found.judgement.answers.find((each) => each.direction === direction) ?? null;
  const mark = markOf(found, answer, step);
  const reason = mark === 'stops' || mark === 'open' ? found.judgement.reason : null;
  return { step, host, mark, answer: end.kind === 'port' ? answer : null, reason, pass };
}

/** One pass has both ends where both are on the host: then each end's own answer tells which of them stopped it. */
function markOf({ step, judgement }: HostPass, answer: PortAnswer | null, end: 'leaves' | 'enters'): Hop['mark'] {
  const { verdict } = judgement;
  if (verdict === 'unknown') return 'open';
  if (verdict === 'accept') return 'passes';
  if (step !== 'bridge' || answer?.answer === 'refused') return 'stops';
  if (answer?.answer === 'admitted') return 'passes';
  // A rule of nobody dropped it, on the way in as much as on the way out.
  return isRefused(judgement) ? 'none' : end === 'enters' ? 'stops' : 'none';
}

function isRefused({ answers }: PassJudgement): boolean {
  return answers.some(({ answer }) => answer === 'refused');
}

function networkHop(question: JourneyQuestion, passes: readonly HostPass[]): Hop {
  const hop = { step: 'network', host: null, answer: null } as const;
  const index = passes.findIndex(({ step, judgement }) => step === 'tunnel' && judgement.verdict !== 'accept');
  const found = passes[index];
  if (found) {
    const mark = found.judgement.verdict === 'unknown' ? 'open' : 'stops';
    return { ...hop, host: found.host, mark, reason: ofTunnel(found), pass: index };
  }
  if (crossesRouter(question)) return { ...hop, mark: 'open', reason: null, pass: null };
  const isKnown = (question.from.kind === 'port' && question.to.kind === 'port') || isHostsOwn(question);
  return { ...hop, mark: isKnown ? 'passes' : 'none', reason: null, pass: null };
}

function assumptionsOf(
  question: JourneyQuestion,
  passes: readonly HostPass[],
  turn: Turn,
): readonly JourneyAssumption[] {
  const inner = passes.filter(({ step }) => step !== 'tunnel');
  const isUnknown = ({ pass }: HostPass) =>
    [pass.packet.in, pass.packet.out, pass.packet.physdevIn, pass.packet.physdevOut].includes(unknownDevice);
  return [
    ...(turn === 'first' ? (['noConnections'] as const) : (['connectionKnown'] as const)),
    ...(question.flow.protocol === 6 && turn === 'first' ? (['tcpSyn'] as const) : []),
    ...(inner.some(isUnknown) ? (['unknownDevices'] as const) : []),
  ];
}

/** Which port's groups refuse a packet of the journey, and on which side; for suggestions. */
export function refusedAt(journey: Journey, question: JourneyQuestion): readonly RefusedEnd[] {
  return journey.hops.flatMap((hop): readonly RefusedEnd[] => {
    const end = hop.step === 'leaves' ? question.from : question.to;
    const other = hop.step === 'leaves' ? question.to : question.from;
    const pass = hop.pass === null ? undefined : journey.passes[hop.pass];
    if (hop.step === 'network' || hop.mark !== 'stops' || !hop.reason || !pass || end.kind !== 'port') return [];
    return [{ reason: hop.reason, end, other, pass, family: question.family }];
  });
}

export interface RefusedEnd {
  readonly reason: Reason;
  readonly end: PortEnd;
  readonly other: JourneyEnd;
  readonly pass: HostPass;
  readonly family: Family;
}
