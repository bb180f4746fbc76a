import {
  type HostPass,
  type Journey,
  type JourneyEnd,
  type PlacedReason,
  hopWords,
  pathLines,
  missWords,
  ruleWords,
  traceJson,
} from '../explain/index.ts';
import { type Language, sayReason } from '../words/index.ts';
import type { Asked } from './ask-server.ts';
import type { ShownFix } from './find-fixes.ts';

/** The answer as data, for --json and --yaml: see docs/reference/trace.md. */
export function journeyData(asked: Asked, journey: Journey, fixes: readonly ShownFix[], language: Language) {
  const { question, service, names } = asked;
  return {
    verdict: verdictJson[journey.verdict],
    how: 'evaluated' as const,
    packet: journey.turn,
    service: service.text,
    family: question.family,
    ctstate: journey.ctState,
    from: endData(question.from),
    to: endData(question.to),
    reason: reasonData(journey.reason, language),
    expected: journey.expected === null ? null : verdictJson[journey.expected],
    hops: journey.hops.map((hop) => ({
      step: hop.step,
      host: hop.host,
      mark: hop.mark,
      answer: hop.answer?.answer ?? null,
      by: hop.answer?.by?.ref ?? null,
      words: hopWords(hop, journey, question, names, language).what,
    })),
    passes: journey.passes.map((pass) => passData(pass, asked, language)),
    fixes,
    notes: journey.caveats.map((caveat) => reasonData(caveat, language)),
    assumptions: journey.assumptions,
  };
}

/** Verdicts as data has them. */
export const verdictJson = { accept: 'ACCEPT', drop: 'DROP', reject: 'REJECT', unknown: 'UNKNOWN' } as const;

function endData(end: JourneyEnd) {
  if (end.kind === 'outside') return { kind: end.kind, address: end.address };
  if (end.kind === 'host') return { kind: end.kind, host: end.name, address: end.address };
  const { kind, name, device, host, address, mac, port } = end;
  return { kind, name, port_id: port?.id ?? null, device, host, address, mac };
}

function reasonData({ code, params, host }: PlacedReason, language: Language) {
  const { message, hint } = sayReason(language, code, params);
  return { code, host, params, message, hint };
}

/** One pass: what `--packet` would give, and each rule that held or nearly did, with what it is for. */
function passData({ host, step, pass, judgement }: HostPass, { names, hosts }: Asked, language: Language) {
  const { lines, hidden } = pathLines(pass, judgement, { all: false });
  return {
    host,
    step,
    live: hosts.get(host)?.isLive ?? false,
    ...traceJson(pass.trace),
    reason: judgement.reason.code,
    rules: lines.map((line) => ({
      ...line.ref,
      held: line.kind === 'held',
      decides: line.decides,
      target: line.target,
      what: ruleWords(pass.map, pass.packet.family, line.ref, names, language) ?? null,
      certainty: line.meaning.certainty,
      reasons: line.meaning.reasons,
      missed:
        line.misses === null
          ? null
          : {
              fields: line.misses.map(({ field }) => field),
              words: missWords(line.misses, pass.packet, pass.trace.ctState, language),
            },
    })),
    hidden,
  };
}
