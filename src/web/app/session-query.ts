import { type QueryClient, queryOptions } from '@tanstack/react-query';
import type { Api } from '../api/http.ts';
import { type SessionAnswer, fetchSession } from '../api/session.ts';

const key = ['session'] as const;

export function sessionQuery(api: Api) {
  return queryOptions({
    queryKey: key,
    queryFn: ({ signal }) => fetchSession(api, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function keepSession(client: QueryClient, answer: SessionAnswer): void {
  client.setQueryData(key, answer);
}

/** Notes that the server knows no session any more. What is on the screen stays. */
export function signedOut(client: QueryClient): void {
  client.setQueryData<SessionAnswer>(key, (before) => before && { ...before, session: null });
}
