import { PortreeveError } from '../model/index.ts';
import type { HostReport, PortReport } from '../wire/index.ts';
import type { Api } from './api.ts';
import { pickOne } from './find.ts';
import type { Kind } from './kind.ts';
import { isObject, member } from './rows.ts';

/** A host as the server knows it. */
export interface HostRow {
  readonly host: string;
  readonly agent_id: string | null;
  readonly alive: boolean;
  readonly version: string | null;
  readonly backend: string | null;
  readonly tunneling_ip: string | null;
  /** What it should hold, and what it holds. */
  readonly revision: number;
  readonly enforced_revision: number | null;
  readonly apply_ms: number | null;
  readonly error: HostReport['error'];
  readonly repaired: HostReport['repaired'];
  readonly ports: readonly HostPort[];
}

export interface HostPort {
  readonly id: string;
  readonly name: string;
  readonly device_owner: string;
  readonly fixed_ips: readonly string[];
  readonly status: string;
  readonly report: PortReport | null;
}

const hosts: Kind<{ readonly id: string; readonly name: string }> = {
  path: 'hosts',
  one: 'host',
  many: 'hosts',
  noun: 'nounHost',
  list: 'portreeve host list',
};

export async function fetchHosts(api: Api): Promise<readonly HostRow[]> {
  const path = '/portreeve/v1/hosts';
  const rows = member((await api.request('GET', path)).body, 'hosts');
  if (!Array.isArray(rows)) throw unreadable(rows, path);
  return rows.map((row) => readHost(row, path));
}

/** A host by its name. Throws NOT_FOUND like all other searches. */
export async function fetchHost(api: Api, name: string): Promise<HostRow> {
  const path = hostPath(name);
  try {
    return readHost(member((await api.request('GET', path)).body, 'host'), path);
  } catch (error) {
    if (!(error instanceof PortreeveError) || error.details['status'] !== 404) throw error;
    const known = (await fetchHosts(api)).map(({ host }) => ({ id: host, name: host }));
    return fetchHost(api, pickOne(known, hosts, name).id);
  }
}

export function hostPath(name: string, ...rest: readonly string[]): string {
  return ['/portreeve/v1/hosts', ...[name, ...rest].map(encodeURIComponent)].join('/');
}

function readHost(row: unknown, path: string): HostRow {
  if (!isObject(row) || typeof row['host'] !== 'string' || !Array.isArray(row['ports'])) throw unreadable(row, path);
  return row as unknown as HostRow;
}

function unreadable(value: unknown, path: string): PortreeveError {
  return new PortreeveError('ANSWER_UNREADABLE', { path, start: String(JSON.stringify(value)).slice(0, 80) });
}
