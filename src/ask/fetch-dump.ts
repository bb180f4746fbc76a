import { hostPath, type Api } from '../objects/index.ts';
import type { HostDump } from '../wire/index.ts';
import { readDump } from './host-rules.ts';

/** What the host's kernel holds now, asked of its agent; with a name the server keeps it. */
export async function takeDump(api: Api, host: string, keepAs?: string): Promise<HostDump> {
  const query = keepAs === undefined ? '' : `?name=${encodeURIComponent(keepAs)}`;
  const path = `${hostPath(host, 'dump')}${query}`;
  return readDump((await api.request('GET', path)).body, path);
}

/** A dump that was kept. */
export async function keptDump(api: Api, host: string, name: string): Promise<HostDump> {
  const path = hostPath(host, 'dumps', name);
  return readDump((await api.request('GET', path)).body, path);
}
