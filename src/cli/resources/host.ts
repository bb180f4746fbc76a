import type { HostPort, HostRow } from '../../objects/index.ts';
import type { Column } from '../output/output.ts';

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
