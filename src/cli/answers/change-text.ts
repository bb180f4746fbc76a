import type { Change, RuleRef } from '../../explain/index.ts';
import type { Context } from '../context.ts';
import { clean } from '../output/paint.ts';
import { regionText } from './region-text.ts';
import { rulesWords } from './rule-place.ts';

/** Packets that become something else: which, one of them, and what decides over it on both sides. */
export function changeText<V>(
  { path, before, after, region, example, decidedBy }: Change<V>,
  word: (value: V) => string,
  call: Context,
  all: boolean,
): readonly string[] {
  const { say, output } = call;
  const rules = (refs: readonly RuleRef[]) =>
    refs.length === 0 ? say('questions.decidedNone') : rulesWords(refs, call);
  const decided = [
    say('questions.decidedBefore', { rules: rules(decidedBy.before) }),
    say('questions.decidedAfter', { rules: rules(decidedBy.after) }),
  ];
  const change = say('questions.verdictChange', { before: word(before), after: word(after) });
  return [
    `    ${change}  ${say(`questions.path_${path}`)}`,
    ...regionText(region, example, call, { indent: '      ', all }),
    ...decided.map((line) => `      ${output.paint.muted(clean(line))}`),
  ];
}
