import { type FamilyView, type PlacedRule, matchOf } from './host-view.ts';

/** Rules that drop what is INVALID. */
export function invalidDrops({ rules }: FamilyView): readonly PlacedRule[] {
  return rules.filter((rule) => {
    const state = askedState(rule);
    return rule.target?.kind === 'drop' && state && !state.negated && state.states.includes('INVALID');
  });
}

/** What a rule asks of the state, in either of the two words for it. */
export function askedState(rule: PlacedRule) {
  return matchOf(rule, 'state') ?? matchOf(rule, 'ctstate');
}
