import { type Language, say } from '../../words/index.ts';
import type { Names, Pass, PortAnswer } from '../reasons/judge-pass.ts';
import { ruleWords } from './rule-words.ts';

/** What a port's rules said, for the line of a hop: "web: IPv4 to anywhere", "no rule admits it". */
export function answerWords(
  { answer, by }: PortAnswer,
  { map, packet }: Pass,
  names: Pick<Names, 'group'>,
  language: Language,
): string {
  if (answer !== 'admitted' || !by) return say(language, `explain.port_${answer}`);
  return ruleWords(map, packet.family, by.ref, names, language) ?? `${by.ref.chain} ${by.ref.rule}`;
}
