import type { Client } from '../../client/index.ts';
import type { AuditEntryJson } from '../../wire/index.ts';
import type { Column } from '../output/output.ts';
import { readList, readObject } from '../plan/requests.ts';

/** Newest first. */
export async function fetchEntries(
  client: Client,
  wanted: { readonly [name in 'limit' | 'before' | 'object' | 'actor']?: string | undefined },
): Promise<readonly AuditEntryJson[]> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(wanted)) if (value !== undefined) query.set(name, value);
  const path = `/portreeve/v1/audit?${query.toString()}`;
  const rows = readList((await client.request('GET', path)).body, 'entries', path);
  return rows.map((row) => readObject<AuditEntryJson>(row, 'objects', path));
}

export const entryColumns: readonly Column<AuditEntryJson>[] = [
  { key: 'revision', title: 'cli.columnRevision', text: (e) => e.revision, right: true },
  { key: 'at', title: 'cli.columnTime', text: (e) => e.at },
  { key: 'actor', title: 'cli.columnWho', text: (e) => e.actor },
  { key: 'what', title: 'cli.columnWhat', text: (e) => `${e.method} ${e.path}` },
  { key: 'changed', title: 'cli.columnChanged', text: (e) => e.changed, right: true },
  { key: 'hosts', title: 'cli.columnHostsHadIt', text: hostsText },
  { key: 'project_id', title: 'cli.columnProject', text: (e) => e.project_id, wide: true },
  { key: 'address', title: 'cli.columnFrom', text: (e) => e.address, wide: true },
  { key: 'plan_id', title: 'cli.columnPlan', text: (e) => e.plan_id ?? '', wide: true },
  { key: 'request_id', title: 'cli.columnRequest', text: (e) => e.request_id, wide: true },
];

/** "3/4": so many of the hosts that it concerns enforce it; empty: it concerns none. */
function hostsText({ hosts }: AuditEntryJson): string {
  if (hosts.length === 0) return '';
  return `${hosts.filter(({ enforced_at }) => enforced_at !== null).length}/${hosts.length}`;
}
