import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, createContext, use, useEffect, useState } from 'react';
import { useApi } from '../api/api-context.ts';
import { type Hearing, followEvents } from './follow-events.ts';
import { createRefresher } from './refresh.ts';

const HearingContext = createContext<Hearing>({ state: 'connecting' });

/** A window that was looked away from for so long gives its connection up. */
const hiddenMs = 30_000;

/** Keeps what the pages below show up to date, while somebody is signed in. */
export function Live({ onEnded, children }: { readonly onEnded: () => void; readonly children: ReactNode }) {
  const api = useApi();
  const client = useQueryClient();
  const [hearing, setHearing] = useState<Hearing>({ state: 'connecting' });

  useEffect(() => {
    const refresher = createRefresher(api, client);
    const following = followEvents({
      open: openStream,
      onEvent: (event) => {
        if (event.event === 'ended') onEnded();
        refresher.take(event);
      },
      onHearing: setHearing,
      now: () => Date.now(),
      setTimer: (work, ms) => window.setTimeout(work, ms),
      clearTimer: (timer) => window.clearTimeout(timer),
    });
    let hidden: number | undefined;
    const look = () => {
      window.clearTimeout(hidden);
      if (document.visibilityState === 'hidden') hidden = window.setTimeout(following.pause, hiddenMs);
      else following.resume();
    };
    document.addEventListener('visibilitychange', look);
    return () => {
      document.removeEventListener('visibilitychange', look);
      window.clearTimeout(hidden);
      following.stop();
      refresher.stop();
    };
  }, [api, client, onEnded]);

  return <HearingContext value={hearing}>{children}</HearingContext>;
}

function openStream(onData: (data: string) => void, onBroken: () => void): () => void {
  const source = new EventSource('/portreeve/v1/events');
  source.addEventListener('message', ({ data }) => onData(String(data)));
  source.addEventListener('error', onBroken);
  return () => source.close();
}

export function useHearing(): Hearing {
  return use(HearingContext);
}
