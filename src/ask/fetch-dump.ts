import { PortreeveError } from '../model/index.ts';
import { hostPath, type Api } from '../objects/index.ts';
import type { HostDump } from '../wire/index.ts';
import { readDump } from './host-rules.ts';

/** What the host's kernel holds now, asked of its agent; with a name the server keeps it. */
export async function takeDump(api: Api, host: string, keepAs?: string): Promise<HostDump> {
  const query = keepAs === undefined ? '' : `?name=${encodeURIComponent(keepAs)}`;
  const path = `${hostPath(host, 'dump')}${query}`;
  return readDump((await api.request('GET', path)).body, path);
}

/** Undefined: the agent is not there, or does not answer in time. */
export async function liveDump(api: Api, host: string): Promise<HostDump | undefined> {
  try {
    return await takeDump(api, host);
  } catch (error) {
    const type = error instanceof PortreeveError ? error.details['type'] : undefined;
    if (type === 'HOST_OFFLINE' || type === 'HOST_SILENT') return undefined;
    throw error;
  }
}

/** A dump that was kept. */
export async function keptDump(api: Api, host: string, name: string): Promise<HostDump> {
  const path = hostPath(host, 'dumps', name);
  return readDump((await api.request('GET', path)).body, path);
}
