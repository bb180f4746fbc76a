import { useQuery } from '@tanstack/react-query';
import type { PlanJson, PlanState } from '../../wire/index.ts';
import type { PageKey } from '../words/page-words.ts';
import { useApi } from '../api/api-context.ts';
import { addressGroups } from '../api/address-groups.ts';
import { groupNames } from '../api/security-groups.ts';
import { useLanguage } from '../language/language.tsx';
import { Mark, type MarkKind } from '../parts/mark.tsx';
import { type ChangeSpeech, changeLine } from './change-words.ts';

const states: { readonly [S in PlanState]: { readonly mark: MarkKind; readonly word: PageKey } } = {
  waiting: { mark: 'note', word: 'web.planStateWaiting' },
  applied: { mark: 'waiting', word: 'web.planStateApplied' },
  confirmed: { mark: 'good', word: 'web.planStateConfirmed' },
  undone: { mark: 'warn', word: 'web.planStateUndone' },
  dropped: { mark: 'plain', word: 'web.planStateDropped' },
};

export function PlanStateMark({ state }: { readonly state: PlanState }) {
  const { say } = useLanguage();
  const { mark, word } = states[state];
  return <Mark kind={mark}>{say(word)}</Mark>;
}

/** What changes are told with: the words, and the names of what they name. */
export function useChangeSpeech(): ChangeSpeech {
  const { say, language } = useLanguage();
  const api = useApi();
  const { data: groups } = useQuery(groupNames(api));
  const { data: addresses } = useQuery(addressGroups(api));
  const nameIn = (list: readonly { readonly id: string; readonly name: string }[] | undefined, id: string) =>
    list?.find((one) => one.id === id)?.name || id.slice(0, 8);
  return {
    say,
    language,
    names: { group: (id) => nameIn(groups, id), addressGroup: (id) => nameIn(addresses, id) },
  };
}

/** As a plan is called: its first change, and how many more there are. */
export function planTitle({ changes }: Pick<PlanJson, 'changes'>, speech: ChangeSpeech): string {
  const [first] = changes;
  if (first === undefined) return '';
  const { sign, text } = changeLine(first, speech);
  const said = `${sign === '-' ? '−' : sign === '~' ? '' : '+'} ${text}`.trim();
  const more = changes.length - 1;
  return more === 0 ? said : speech.say('web.changeMore', { first: said, count: more });
}
