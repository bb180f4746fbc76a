import type { Asked, AskedServer } from '../../ask/index.ts';
import {
  type Hop,
  type HostPass,
  type Journey,
  type JourneyAssumption,
  type JourneyEnd,
  type PlacedReason,
  type RuleRef,
  type Turn,
  type Verdict,
  endName,
  hopWords,
  stateWords,
} from '../../explain/index.ts';
import { type Language, type ReasonCode, say, sayReason } from '../../words/index.ts';
import { type PassAnswer, type PathRow, passAnswer } from './pass-answer.ts';
import type { TraceAsk } from './trace-ask.ts';

/** Why one end can reach the other, or not: all that the page shows, as plain data, said in one language. */
export interface TraceAnswer {
  readonly from: EndAnswer;
  readonly to: EndAnswer;
  readonly service: string;
  readonly verdict: Verdict;
  readonly turn: Turn;
  /** Of a conversation: what became of each packet, as far as it was followed. */
  readonly turns: readonly { readonly turn: Turn; readonly verdict: Verdict }[];
  /** "new connection"; null: it was dropped before anybody asked. */
  readonly state: string | null;
  readonly reason: ReasonAnswer;
  /** The rule that ended it, and where. */
  readonly decidedBy: (RuleRef & { readonly host: string }) | null;
  /** Rules that would have let it through but for one field. */
  readonly nearest: readonly PathRow[];
  readonly hops: readonly HopAnswer[];
  readonly passes: readonly PassAnswer[];
  /** The pass to look at first, as an index. */
  readonly decisive: number;
  readonly hosts: readonly HostAnswer[];
  /** By the rules that the hosts should hold, where they hold others. */
  readonly expected: Verdict | null;
  readonly caveats: readonly ReasonAnswer[];
  readonly assumptions: readonly JourneyAssumption[];
  /** The same on a command line. */
  readonly command: string;
}

export interface EndAnswer {
  readonly kind: JourneyEnd['kind'];
  readonly name: string;
  readonly address: string;
  readonly host: string | null;
  /** Null: it is no port that the server knows. */
  readonly port: string | null;
  readonly groups: readonly { readonly id: string; readonly name: string }[];
}

export interface ReasonAnswer {
  readonly code: ReasonCode;
  readonly host: string | null;
  readonly message: string;
  readonly hint: string;
}

export interface HopAnswer {
  readonly step: Hop['step'];
  readonly mark: Hop['mark'];
  /** Of the end; empty for the network. */
  readonly name: string;
  readonly where: string;
  readonly what: string;
  readonly host: string | null;
  /** Index of the pass that it was read from. */
  readonly pass: number | null;
}

/** How far what is said of a host can be relied on. */
export interface HostAnswer {
  readonly name: string;
  /** When its rules were read from its kernel; null: they are those that it should hold. */
  readonly readAt: string | null;
  readonly revision: number | null;
  readonly enforced: number | null;
  /** Rules that are others than they should be. */
  readonly differences: number;
  /** Its kernel holds what it should, up to the latest change. */
  readonly isApplied: boolean;
}

/** Asked of a server, or of texts, which know less. */
type AskedEither = Asked & Partial<Pick<AskedServer, 'ends' | 'details'>>;

export function traceAnswer(
  asked: AskedEither,
  journeys: readonly Journey[],
  ask: TraceAsk,
  language: Language,
): TraceAnswer {
  const { question, names } = asked;
  const journey = journeys.at(-1);
  if (!journey) throw new RangeError('no packet was judged');
  const passes = journey.passes.map((pass) => passAnswer(pass, asked, ask.all, language));
  const decisive = decisiveOf(journey);
  const end = journey.passes[decisive]?.judgement.way.at(-1);
  return {
    from: endAnswer(question.from, asked),
    to: endAnswer(question.to, asked),
    service: asked.service.text,
    verdict: journey.verdict,
    turn: journey.turn,
    turns: journeys.map(({ turn, verdict }) => ({ turn, verdict })),
    state: journey.ctState === null ? null : stateWords(journey.ctState, language),
    reason: reasonAnswer(journey.reason, language),
    decidedBy: journey.verdict === 'accept' || !end ? null : { ...end.ref, host: journey.passes[decisive]?.host ?? '' },
    nearest: passes[decisive]?.chains.flatMap(({ rows }) => rows.filter(({ kind }) => kind === 'near')) ?? [],
    hops: journey.hops.map((hop) => hopAnswer(hop, journey, asked, language)),
    passes,
    decisive,
    hosts: [...new Set(journey.passes.map(({ host }) => host))].map((name) => hostAnswer(name, asked)),
    expected: journey.expected,
    caveats: journey.caveats
      .filter(({ code, host }) => code !== journey.reason.code || host !== journey.reason.host)
      .map((caveat) => reasonAnswer(caveat, language)),
    assumptions: journey.assumptions,
    command: commandOf(ask),
  };

  function hopAnswer(hop: Hop, of: Journey, { question: asked }: AskedEither, spoken: Language): HopAnswer {
    const { where, what } = hopWords(hop, of, asked, names, spoken);
    const [from, to] = of.turn === 'reply' ? [asked.to, asked.from] : [asked.from, asked.to];
    const name = hop.step === 'network' ? '' : endName(hop.step === 'leaves' ? from : to);
    return { step: hop.step, mark: hop.mark, name, where, what, host: hop.host, pass: hop.pass };
  }
}

/** Where it was decided; of what passes the last host. */
function decisiveOf({ passes, reason, verdict }: Journey): number {
  const isInner = ({ step, judgement }: HostPass) => step !== 'tunnel' || judgement.verdict !== 'accept';
  const found = passes.findIndex(
    (pass) => pass.host === reason.host && pass.judgement.verdict === verdict && isInner(pass),
  );
  return found >= 0 ? found : passes.findLastIndex(isInner);
}

function endAnswer(end: JourneyEnd, { names, ends, question }: AskedEither): EndAnswer {
  const found = ends?.[end === question.from ? 0 : 1];
  const groups = found?.kind === 'port' ? found.row.security_groups : [];
  return {
    kind: end.kind,
    name: endName(end),
    address: end.address,
    port: found?.kind === 'port' ? found.row.id : null,
    host: end.kind === 'port' ? end.host : end.kind === 'host' ? end.name : null,
    groups: groups.map((id) => ({ id, name: names.group(id) })),
  };
}

function hostAnswer(name: string, { hosts, details }: AskedEither): HostAnswer {
  const host = hosts.get(name);
  const revision = host?.agent?.revision ?? null;
  const enforced = host?.agent?.enforced ?? null;
  const isCurrent = revision !== null && (enforced ?? -1) >= revision;
  return {
    name,
    readAt: host?.isLive === true ? (details?.get(name)?.dump?.taken_at ?? null) : null,
    revision,
    enforced,
    differences: host?.expected ? host.differences : 0,
    isApplied: host?.isLive === true && host.expected === null && isCurrent,
  };
}

function reasonAnswer({ code, params, host }: PlacedReason, language: Language): ReasonAnswer {
  const { message, hint } = sayReason(language, code, params);
  return { code, host, message: sentence(message, language), hint: sentence(hint, language) };
}

/** Sentences of the catalogue begin small and end open: they stand in lines of a command's answer. */
function sentence(text: string, language: Language): string {
  return say(language, 'explain.sentence', { words: text.charAt(0).toUpperCase() + text.slice(1) });
}

function commandOf({ from, to, service, turn }: TraceAsk): string {
  const words = [from, to, service].map((word) =>
    /^[\w./:-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`,
  );
  return ['portreeve trace', ...words, ...(turn === 'first' ? [] : [`--${turn}`])].join(' ');
}
