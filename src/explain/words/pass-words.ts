import { type Language, say, sayReason } from '../../words/index.ts';
import { type Names, type Pass, type PassJudgement, type PortAnswer, judgePass } from '../reasons/judge-pass.ts';
import type { RuleRef, Verdict } from '../trace.ts';
import { answerWords } from './answer-words.ts';
import { packetWords } from './packet-words.ts';

/** One pass in a few sentences: the verdict first, then who decided and why. */
export function passInWords(
  pass: Pass,
  names: Names,
  language: Language,
  judgement: PassJudgement = judgePass(pass, names),
): string {
  const { reason, verdict, way, answers } = judgement;
  const end = way.at(-1);
  const admissions = verdict === 'accept' ? answers.filter(({ answer }) => answer === 'admitted') : [];
  const sentences = [
    say(language, 'explain.sentence', { words: sayReason(language, reason.code, reason.params).message }),
    ...admissions.flatMap((answer) => admissionWords(answer, pass, names, language)),
    ...(end && admissions.length === 0 ? [decisionWords(end.ref, language)] : []),
  ];
  return say(language, 'explain.answer', {
    verdict: verdictWord(verdict, language),
    packet: packetWords(pass.packet, pass.trace.ctState, language),
    why: sentences.reduce((first, second) => say(language, 'explain.twoSentences', { first, second })),
    code: reason.code,
  });
}

function decisionWords({ table, chain, rule }: RuleRef, language: Language): string {
  return say(language, rule === 0 ? 'explain.decidedByPolicy' : 'explain.decidedByRule', { table, chain, rule });
}

function admissionWords(answer: PortAnswer, pass: Pass, names: Names, language: Language): readonly string[] {
  if (!answer.by) return [];
  const { ref, meaning } = answer.by;
  const port = names.port(answer.device, pass.map.ports.find(({ device }) => device === answer.device)?.port ?? null);
  const what = answerWords(answer, pass, names, language);
  const way = answer.direction === 'ingress' ? 'letIn' : 'letOut';
  const key = meaning.certainty === 'inferred' ? (`explain.${way}Inferred` as const) : (`explain.${way}` as const);
  return [say(language, key, { port, chain: ref.chain, rule: ref.rule, what })];
}

/** "DROPPED". */
export function verdictWord(verdict: Verdict, language: Language): string {
  return say(language, `explain.verdict_${verdict}`);
}

/** Ports by their devices, groups by the beginning of their ids: where nothing else is known. */
export const plainNames: Names = {
  port: (device, port) => port?.name || device,
  group: (id) => (id.length > 8 ? `${id.slice(0, 8)}…` : id),
};
