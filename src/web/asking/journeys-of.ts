import type { Asked } from '../../ask/index.ts';
import { type Journey, type Turn, evaluateJourney } from '../../explain/index.ts';
import type { AskedTurn } from './trace-ask.ts';

const turns: { readonly [turn in AskedTurn]: readonly Turn[] } = {
  first: ['first'],
  reply: ['reply'],
  conversation: ['first', 'reply', 'later'],
};

/** The packets that were asked about. A conversation is no longer followed once one of its packets does not arrive. */
export function journeysOf({ question, hosts, names }: Asked, turn: AskedTurn): readonly Journey[] {
  const journeys: Journey[] = [];
  for (const wanted of turns[turn]) {
    const journey = evaluateJourney(question, hosts, names, wanted);
    journeys.push(journey);
    if (journey.verdict !== 'accept') break;
  }
  return journeys;
}
