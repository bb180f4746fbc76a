import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../api/api-context.ts';
import { type Host, keptDumps } from '../../api/hosts.ts';
import { expectedMoment, keptOf, liveMoment } from './moments.ts';
import type { NamedMoment, Stored } from '../../host-rules/reading/parcel.ts';
import { keptDump, liveDump } from '../../host-rules/stored-queries.ts';

/** A moment of a host as it comes from the server. */
export interface FoundMoment {
  /** Undefined until it is there. */
  readonly moment: NamedMoment | undefined;
  readonly error: Error | null;
  readonly retry: () => void;
  /** When the rules were read; undefined: they never were, or are on their way. */
  readonly takenAt: Date | undefined;
}

const expected: NamedMoment = { kind: 'expected' };

/**
 * The moment of a name. A live one is asked for again every `everyMs` while somebody looks at the page; a window in the
 * background asks for nothing.
 */
export function useMoment(host: Host, name: string, everyMs: number | false = false): FoundMoment {
  const api = useApi();
  const isLive = name === liveMoment;
  const isKept = !isLive && name !== expectedMoment;
  const live = useQuery({
    ...liveDump(api, host.host),
    enabled: isLive && host.alive,
    refetchInterval: everyMs,
    staleTime: everyMs === false ? 10_000 : 0,
  });
  const { data: kept, error: keptError } = useQuery({ ...keptDumps(api, host.host), enabled: isKept });
  const found = isKept ? keptOf(name, kept ?? []) : undefined;
  const old = useQuery({
    ...keptDump(api, host.host, name, found?.taken_at ?? ''),
    // One that is not kept any more is asked for all the same: the server says so best.
    enabled: isKept && (kept !== undefined || keptError !== null),
  });
  if (!isLive && !isKept) return { moment: expected, error: null, retry: () => {}, takenAt: undefined };
  const { data, error, refetch } = isLive ? live : old;
  return {
    moment: momentOf(data),
    error: isLive && data !== undefined ? null : error,
    retry: () => void refetch(),
    takenAt: data?.takenAt == null ? undefined : new Date(data.takenAt),
  };
}

const moments = new WeakMap<Stored, NamedMoment>();

/** The same object for the same dump, so that nothing is read twice. */
function momentOf(dump: Stored | undefined): NamedMoment | undefined {
  if (dump === undefined) return undefined;
  const made = moments.get(dump) ?? { kind: 'dump', dump };
  moments.set(dump, made);
  return made;
}

export interface ShownMoment extends FoundMoment {
  readonly name: string;
  /** The agent did not answer, and nobody insisted: shown is what the host should hold. */
  readonly isInstead: boolean;
}

/** The one moment that a tab is of: as it was chosen, else live, else, where the agent does not answer, as it should be. */
export function useShownMoment(host: Host, chosen: string | undefined, everyMs: number | false = false): ShownMoment {
  const found = useMoment(host, chosen ?? (host.alive ? liveMoment : expectedMoment), everyMs);
  const isInstead = chosen === undefined && (!host.alive || (found.error !== null && found.moment === undefined));
  if (!isInstead) return { ...found, name: chosen ?? liveMoment, isInstead };
  return { ...found, moment: expected, error: null, takenAt: undefined, name: expectedMoment, isInstead };
}
