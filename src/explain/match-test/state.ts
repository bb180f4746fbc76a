import { type Answer, unknown } from '../answer.ts';
import type { CtState } from '../packet.ts';

/** `-m state`, `-m conntrack --ctstate`. SNAT and DNAT ask whether the flow was rewritten, which is not modelled. */
export function testState(states: readonly string[], negated: boolean, ctState: CtState): Answer {
  const asked = states.map((state) => state.toUpperCase());
  if (asked.includes(ctState)) return !negated;
  if (asked.includes('SNAT') || asked.includes('DNAT')) return unknown(`ctstate ${states.join(',')}`, negated);
  return negated;
}
