import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import { type Host, stateOfHost } from '../../api/hosts.ts';
import { groupNames } from '../../api/security-groups.ts';
import { useLanguage } from '../../language/language.tsx';
import type { AskName, Asks } from './reading/asks.ts';
import { readHost } from './reading/host-reader.ts';

export interface Reading<Answer> {
  /** The latest; it stays while the next one is on its way. */
  readonly answer: Answer | undefined;
  readonly error: Error | null;
  /** The answer is to what is asked now. */
  readonly isCurrent: boolean;
}

type Own<N extends AskName> = Omit<Asks[N]['ask'], 'state' | 'groups' | 'language'>;

/**
 * Has the worker answer something of the host, and again whenever the question, the host's state, names of groups or the language
 * changes. `ask` must be the same object while the question is the same. `complete` makes an answer whole by the one before.
 */
export function useReading<N extends AskName>(
  host: Pick<Host, 'host'>,
  name: N,
  ask: Own<N> | undefined,
  complete?: (answer: Asks[N]['answer'], before: Asks[N]['answer'] | undefined) => Asks[N]['answer'],
): Reading<Asks[N]['answer']> {
  const api = useApi();
  const { language } = useLanguage();
  const state = useQuery(stateOfHost(api, host.host));
  const { data: named } = useQuery(groupNames(api));
  const groups = useMemo(() => Object.fromEntries((named ?? []).map(({ id, name }) => [id, name])), [named]);
  const [result, setResult] = useState<{
    readonly of: object | undefined;
    readonly answer: Asks[N]['answer'] | undefined;
    readonly error: Error | null;
  }>({ of: undefined, answer: undefined, error: null });
  const last = useRef<Asks[N]['answer']>(undefined);
  const whole = useMemo(
    () => (ask === undefined || state.data === undefined ? undefined : { ...ask, state: state.data, groups, language }),
    [ask, state.data, groups, language],
  );
  useEffect(() => {
    if (whole === undefined) return;
    let isWanted = true;
    const known = (last.current as { readonly token?: string } | undefined)?.token ?? null;
    readHost(name, { ...whole, known } as unknown as Asks[N]['ask']).then(
      (answer) => {
        if (!isWanted) return;
        const completed = complete ? complete(answer, last.current) : answer;
        last.current = completed;
        setResult({ of: whole, answer: completed, error: null });
      },
      (error: Error) => isWanted && setResult({ of: whole, answer: undefined, error }),
    );
    return () => {
      isWanted = false;
    };
  }, [name, whole, complete]);
  return {
    answer: result.answer,
    error: result.error ?? (state.data === undefined ? state.error : null),
    isCurrent: result.of === whole,
  };
}
