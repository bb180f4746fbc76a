import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useApi } from '../api/api-context.ts';
import type { Host } from '../api/hosts.ts';
import { groupNames } from '../api/security-groups.ts';
import { useLanguage } from '../language/language.tsx';
import type { AskName, Asks } from './reading/asks.ts';
import { readHost } from './reading/host-reader.ts';
import type { NamedAsk } from './reading/parcel.ts';
import { storedState } from './stored-queries.ts';

export interface Reading<Answer> {
  /** The latest; it stays while the next one is on its way. */
  readonly answer: Answer | undefined;
  readonly error: Error | null;
}

type Own<N extends AskName> = Omit<NamedAsk<N>, 'state' | 'groups' | 'language'>;

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
  const { about, error } = useAbout(host);
  const [result, setResult] = useState<Reading<Asks[N]['answer']>>({ answer: undefined, error: null });
  const last = useRef<Asks[N]['answer']>(undefined);
  const whole = useMemo(
    () => (ask === undefined || about === undefined ? undefined : { ...ask, ...about }),
    [ask, about],
  );
  // One question at a time, and then the latest: where things change faster than they are read there is always an answer.
  const wanted = useRef(whole);
  const isBusy = useRef(false);
  const isThere = useRef(true);
  const read = useCallback(async () => {
    if (isBusy.current) return;
    isBusy.current = true;
    for (let asked = wanted.current; asked !== undefined && isThere.current; asked = next(asked, wanted.current)) {
      const known = (last.current as { readonly token?: string } | undefined)?.token ?? null;
      try {
        const answer = await readHost(name, { ...asked, known } as unknown as NamedAsk<N>);
        last.current = complete ? complete(answer, last.current) : answer;
        setResult({ answer: last.current, error: null });
      } catch (error) {
        setResult({ answer: undefined, error: error instanceof Error ? error : new Error(String(error)) });
      }
    }
    isBusy.current = false;
  }, [name, complete]);
  useEffect(() => {
    isThere.current = true;
    wanted.current = whole;
    void read();
    return () => {
      isThere.current = false;
    };
  }, [whole, read]);
  return {
    answer: result.answer,
    error: result.error ?? error,
  };
}

/** Asks the worker once, where somebody wants something; undefined until it can be asked. */
export function useAskOnce(host: Pick<Host, 'host'>) {
  const { about } = useAbout(host);
  return useMemo(
    () =>
      about &&
      (<N extends AskName>(name: N, ask: Own<N>) => readHost(name, { ...ask, ...about } as unknown as NamedAsk<N>)),
    [about],
  );
}

/** What belongs to every question about a host. */
function useAbout(host: Pick<Host, 'host'>) {
  const api = useApi();
  const { language } = useLanguage();
  const { data: state, error } = useQuery(storedState(api, host.host));
  const { data: named } = useQuery(groupNames(api));
  const groups = useMemo(() => Object.fromEntries((named ?? []).map(({ id, name }) => [id, name])), [named]);
  const about = useMemo(() => state && { state, groups, language }, [state, groups, language]);
  return { about, error: state === undefined ? error : null };
}

/** What is to be read after `asked`, if anything. */
function next<T>(asked: T, wanted: T | undefined): T | undefined {
  return wanted === asked ? undefined : wanted;
}
