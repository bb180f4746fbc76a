import type { Client } from '../../client/index.ts';
import { PortreeveError } from '../../model/index.ts';
import type { HostReport, PortReport } from '../../wire/index.ts';
import type { Column } from '../output/output.ts';
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

export async function fetchHosts(client: Client): Promise<readonly HostRow[]> {
  const path = '/portreeve/v1/hosts';
  const rows = member((await client.request('GET', path)).body, 'hosts');
  if (!Array.isArray(rows)) throw unreadable(rows, path);
  return rows.map((row) => readHost(row, path));
}

/** A host by its name. Throws NOT_FOUND like all other searches. */
export async function fetchHost(client: Client, name: string): Promise<HostRow> {
  const path = hostPath(name);
  try {
    return readHost(member((await client.request('GET', path)).body, 'host'), path);
  } catch (error) {
    if (!(error instanceof PortreeveError) || error.details['status'] !== 404) throw error;
    const known = (await fetchHosts(client)).map(({ host }) => ({ id: host, name: host }));
    return fetchHost(client, pickOne(known, hosts, name).id);
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

/** "none": no agent ever spoke for it; "behind": it does not hold yet what it should. */
function agentState(host: HostRow): string {
  if (host.agent_id === null) return 'none';
  if (!host.alive) return 'down';
  return host.error !== null ? 'failed' : (host.enforced_revision ?? -1) < host.revision ? 'behind' : 'up';
}

export const hostColumns: readonly Column<HostRow>[] = [
  { key: 'host', title: 'cli.columnHost', text: (h) => h.host },
  { key: 'agent', title: 'cli.columnAgent', text: agentState },
  { key: 'revision', title: 'cli.columnRevision', text: (h) => `${h.enforced_revision ?? '-'}/${h.revision}` },
  { key: 'ports', title: 'cli.columnPortCount', text: (h) => h.ports.length, right: true },
  {
    key: 'last_apply',
    title: 'cli.columnApply',
    text: (h) => (h.apply_ms === null ? '' : `${h.apply_ms} ms`),
    right: true,
  },
  { key: 'error', title: 'cli.columnError', text: (h) => h.error?.code ?? '' },
  { key: 'backend', title: 'cli.columnBackend', text: (h) => h.backend ?? '', wide: true },
  { key: 'version', title: 'cli.columnVersion', text: (h) => h.version ?? '', wide: true },
  { key: 'tunnel', title: 'cli.columnTunnel', text: (h) => h.tunneling_ip ?? '', wide: true },
  { key: 'repaired', title: 'cli.columnRepaired', text: (h) => h.repaired.length, right: true, wide: true },
];

export const hostPortColumns: readonly Column<HostPort>[] = [
  { key: 'name', title: 'cli.columnName', text: (p) => p.name || p.id },
  { key: 'fixed_ips', title: 'cli.columnFixedIps', text: (p) => p.fixed_ips.join(' ') },
  { key: 'tap', title: 'cli.columnTap', text: (p) => p.report?.device ?? '' },
  { key: 'status', title: 'cli.columnStatus', text: (p) => p.status },
  { key: 'enforced', title: 'cli.columnEnforced', text: (p) => p.report?.error ?? p.report?.status ?? '' },
];
