import { queryOptions } from '@tanstack/react-query';
import { dumpPath, keptDumpPath, statePath, stateFollows } from '../api/hosts.ts';
import { type Api, ApiFailure } from '../api/http.ts';
import { fetchStored } from './reading/host-reader.ts';
import type { Stored } from './reading/parcel.ts';

/** What the host should know. */
export function storedState(api: Api, host: string) {
  return queryOptions({
    queryKey: ['hosts', 'stored-state', host],
    queryFn: () => stored(api, statePath(host)),
    meta: { follows: stateFollows },
  });
}

/** What the host's kernel holds now, asked of its agent. */
export function liveDump(api: Api, host: string) {
  return queryOptions({
    queryKey: ['hosts', 'dump', host],
    queryFn: () => stored(api, dumpPath(host)),
    retry: false,
    gcTime: 10_000,
    meta: { follows: ['hosts'] },
  });
}

/** `takenAt` tells one that was kept anew under the same name. */
export function keptDump(api: Api, host: string, name: string, takenAt: string) {
  return queryOptions({
    queryKey: ['hosts', 'dumps', host, name, takenAt],
    queryFn: () => stored(api, keptDumpPath(host, name)),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

async function stored(api: Api, path: string): Promise<Stored> {
  try {
    return await fetchStored(path);
  } catch (error) {
    // Whoever is signed out is told so by the page's own way to the server.
    if (error instanceof ApiFailure && error.status === 401) await api.call('GET', path);
    throw error;
  }
}
