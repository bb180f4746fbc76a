import { type QueryClient, queryOptions } from '@tanstack/react-query';
import type { Language } from '../../words/index.ts';
import { signedOut } from '../app/session-query.ts';
import { AskFailure } from '../asking/ask-failure.ts';
import { type Asker, createAsker } from '../asking/asker.ts';
import type { JobName, Jobs } from '../asking/protocol.ts';
import type { TraceAnswer } from '../asking/trace-answer.ts';
import type { TraceAsk } from '../asking/trace-ask.ts';
import { ApiFailure } from './http.ts';

let made: Asker | undefined;

/** One worker for all pages: what it read of hosts is not read again by the next page. */
export function theAsker(): Asker {
  made ??= createAsker();
  return made;
}

/** Rules that somebody changes by hand are told by nobody: so often they are looked at again. */
const lookAgainMs = 30_000;

const onTheWay = [
  'ports',
  'networks',
  'subnets',
  'security_groups',
  'security_group_rules',
  'address_groups',
  'agents',
  'hosts',
] as const;

/** Asked again when something that can matter has changed; what has not is not read again for it. */
export function trace(client: QueryClient, ask: TraceAsk, language: Language) {
  const queryKey = ['trace', ask, language];
  return queryOptions({
    queryKey,
    queryFn: () => askWorker(client, 'trace', ask, language, (better) => void client.setQueryData(queryKey, better)),
    staleTime: 2000,
    refetchInterval: lookAgainMs,
    meta: { follows: onTheWay },
  });
}

/**
 * What would let the packet through. Counting what it opens takes all ports and groups: it is looked for anew only when the
 * rules on the way have changed.
 */
export function fixes(client: QueryClient, ask: TraceAsk, { hosts, reason }: TraceAnswer, language: Language) {
  const asked = { ...ask, all: false };
  const at = [reason.code, ...hosts.map(({ name, revision }) => [name, revision])];
  return queryOptions({
    queryKey: ['trace', 'fixes', asked, at, language],
    queryFn: () => askWorker(client, 'fixes', asked, language),
  });
}

/** An end was chosen: its host is read while the rest of the question is written. */
export function prepareEnd(end: string, language: Language): void {
  // Whether it is somebody is told when it is asked about.
  theAsker()
    .ask('prepare', end, { language })
    .catch(() => {});
}

/** Throws `ApiFailure` for what the server refused, `AskFailure` for all else. */
export async function askWorker<J extends JobName>(
  client: QueryClient,
  job: J,
  ask: Jobs[J]['ask'],
  language: Language,
  onBetter?: (answer: Jobs[J]['answer']) => void,
): Promise<Jobs[J]['answer']> {
  try {
    return await theAsker().ask(job, ask, { language, ...(onBetter && { onBetter }) });
  } catch (error) {
    if (!(error instanceof AskFailure) || error.status === undefined) throw error;
    if (error.status === 401) signedOut(client);
    throw new ApiFailure(error.status, error.code === 'API_ERROR' ? '' : error.code, error.message, error);
  }
}
