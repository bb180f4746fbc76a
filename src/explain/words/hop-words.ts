import { type Language, say, sayReason } from '../../words/index.ts';
import type { Hop, Journey, JourneyEnd, JourneyQuestion } from '../journey/journey.ts';
import type { Names } from '../reasons/judge-pass.ts';
import { answerWords } from './answer-words.ts';

/** One step of a way: what it is, where, and what was said there. */
export interface HopWords {
  readonly step: string;
  readonly where: string;
  readonly what: string;
}

export function hopWords(
  hop: Hop,
  journey: Journey,
  question: JourneyQuestion,
  names: Names,
  language: Language,
): HopWords {
  const [from, to] = journey.turn === 'reply' ? [question.to, question.from] : [question.from, question.to];
  if (hop.step === 'network') return networkWords(hop, from, to, language);
  const end = hop.step === 'leaves' ? from : to;
  const step = say(language, `explain.hop_${hop.step}`, { name: endName(end) });
  return { step, where: hop.host ?? '', what: endWords(hop, end, journey, names, language) };
}

export function endName(end: JourneyEnd): string {
  return end.kind === 'outside' ? end.address : end.name;
}

function endWords(hop: Hop, end: JourneyEnd, journey: Journey, names: Names, language: Language): string {
  if (end.kind === 'outside') return say(language, 'explain.hopOutside');
  const pass = hop.pass === null ? undefined : journey.passes[hop.pass];
  const isGroups = hop.reason?.code.startsWith('SECURITY_GROUP') === true;
  if (hop.reason && !isGroups) return sayReason(language, hop.reason.code, hop.reason.params).message;
  if (!pass || hop.mark === 'none') return say(language, 'explain.hopNotReached');
  if (hop.answer && pass.pass.packet.path === 'bridged') return answerWords(hop.answer, pass.pass, names, language);
  return say(language, end.kind === 'port' ? 'explain.hopNoGroups' : 'explain.hopHost');
}

function networkWords(hop: Hop, from: JourneyEnd, to: JourneyEnd, language: Language): HopWords {
  const step = say(language, 'explain.hop_network');
  if (hop.reason) {
    return { step, where: hop.host ?? '', what: sayReason(language, hop.reason.code, hop.reason.params).message };
  }
  if (from.kind !== 'port' || to.kind !== 'port') {
    const key = hop.mark === 'passes' ? 'explain.hopSameHost' : 'explain.hopUnknownWay';
    return { step, where: '', what: say(language, key) };
  }
  if (hop.mark === 'open') return { step, where: '', what: say(language, 'explain.hopRouter') };
  if (from.host === to.host && from.host !== null) {
    return { step, where: from.bridge ?? '', what: say(language, 'explain.hopSameBridge') };
  }
  const { network } = from;
  const where = network === null ? '' : `${network.type}${network.segment === null ? '' : ` ${network.segment}`}`;
  return { step, where, what: say(language, 'explain.hopSameNetwork') };
}
