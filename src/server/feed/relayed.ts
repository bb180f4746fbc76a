import type { Relay } from '../../store/index.ts';
import type { HostDump, HostReport } from '../../wire/index.ts';

/** What the servers on one database tell each other of hosts: an agent is connected to one of them only. */
export type HostWord =
  | { readonly about: 'report'; readonly host: string; readonly report: HostReport }
  /** A server that has just started and knows of no reports. */
  | { readonly about: 'reportsWanted' }
  | { readonly about: 'dumpWanted' | 'dumpAsked'; readonly host: string; readonly id: string }
  | { readonly about: 'dump'; readonly host: string; readonly id: string; readonly dump: HostDump };

export interface HostWords {
  /** Whether anybody may hear. */
  readonly hasOthers: boolean;
  tell(word: HostWord): void;
  hear(listener: (word: HostWord) => void): void;
  close(): void;
}

/** `lost`: told of words that could not be passed on. Without a relay there is nobody to tell. */
export function hostWords(relay: Relay | undefined, lost: (error: unknown) => void): HostWords {
  const stops: (() => void)[] = [];
  return {
    hasOthers: relay !== undefined,
    tell(word) {
      relay?.tell(word).catch(lost);
    },
    hear(listener) {
      // Servers of one database are of one version, or of neighbours that know each other's words.
      const stop = relay?.hear((word) => listener(word as HostWord));
      if (stop) stops.push(stop);
    },
    close() {
      for (const stop of stops) stop();
    },
  };
}
