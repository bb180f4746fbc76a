import { IconPlug } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { bridgeName, tapName, vxlanName } from '../../../netfilter/index.ts';
import { useApi } from '../../api/api-context.ts';
import { type HostPort, type StateOfHost, interfaceMappings, stateOfHost } from '../../api/hosts.ts';
import { networksById } from '../../api/networks.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Failed } from '../../parts/failed.tsx';
import { LoadingRows } from '../../parts/loading.tsx';
import { Mark, type MarkKind, Tag } from '../../parts/mark.tsx';
import { NameCell } from '../../parts/name-cell.tsx';
import { Panel } from '../../parts/panel.tsx';
import classes from './bridges-tab.module.css';
import type { HostTabProps } from './tab-props.ts';
import { useHostSay } from '../../host-rules/words.ts';

type Segment = StateOfHost['networks'][number];

interface TapRow {
  readonly port: StateOfHost['ports'][number];
  readonly report: HostPort['report'];
}

/** The networks of the host as bridges, and what hangs on them. */
export default function BridgesTab({ host }: HostTabProps) {
  const say = useHostSay();
  const api = useApi();
  const { data: state, error, refetch } = useQuery(stateOfHost(api, host.host));
  const { data: mappings = {} } = useQuery(interfaceMappings(api, host.host));
  const segments = state?.networks ?? [];
  const { data: named } = useQuery({
    ...networksById(
      api,
      segments.map(({ id }) => id),
    ),
    enabled: segments.length > 0,
  });
  const names = new Map(named?.map(({ id, name }) => [id, name]));
  const nameOf = (id: string) => names.get(id) || id.slice(0, 8);

  const reports = new Map(host.ports.map(({ id, report }) => [id, report]));
  const rows = (state?.ports ?? [])
    .map((port): TapRow => ({ port, report: reports.get(port.id) ?? null }))
    .sort((a, b) => nameOf(a.port.network_id).localeCompare(nameOf(b.port.network_id)));

  if (state === undefined && error !== null) return <Failed error={error} onRetry={() => void refetch()} />;
  if (state === undefined) return <LoadingRows />;
  if (rows.length === 0) {
    return (
      <Panel>
        <Empty icon={<IconPlug size={24} />}>{say('host.hostNoPorts')}</Empty>
      </Panel>
    );
  }
  const columns: readonly Column<TapRow>[] = [
    {
      key: 'port',
      title: 'web.columnInstance',
      width: '15rem',
      cell: ({ port }) => (
        <NameCell below={port.fixed_ips.map(({ ip_address }) => ip_address).join(' · ')} isBelowAlways>
          <Link to="/ports" search={{ edit: port.id } as never} data-row-link>
            {port.name || port.device_id.slice(0, 8) || port.id.slice(0, 8)}
          </Link>{' '}
          {port.device_owner.startsWith('network:') && <Tag>{port.device_owner.slice('network:'.length)}</Tag>}
        </NameCell>
      ),
    },
    {
      key: 'tap',
      title: 'web.hostTap',
      from: 'medium',
      width: '11rem',
      cell: ({ port }) => <code>{tapName(port.id)}</code>,
    },
    {
      key: 'bridge',
      title: 'web.hostBridge',
      from: 'wide',
      width: '11rem',
      cell: ({ port }) => <code>{bridgeName(port.network_id)}</code>,
    },
    { key: 'network', title: 'web.hostNetwork', from: 'medium', cell: ({ port }) => nameOf(port.network_id) },
    {
      key: 'mac',
      title: 'web.columnMac',
      from: 'wide',
      width: '11rem',
      cell: ({ port }) => <code>{port.mac_address}</code>,
    },
    {
      key: 'protection',
      title: 'web.columnProtection',
      from: 'huge',
      width: '8rem',
      cell: ({ port }) =>
        port.device_owner.startsWith('network:') ? null : port.port_security_enabled ? (
          <Mark kind="plain">{say('web.protected')}</Mark>
        ) : (
          <Mark kind="bad">{say('web.unprotected')}</Mark>
        ),
    },
    { key: 'status', title: 'web.hostTapStatus', width: '10.5rem', cell: ({ report }) => <Status report={report} /> },
  ];
  return (
    <div className={classes['panels']}>
      <ul className={classes['networks']}>
        {segments.map((segment) => (
          <NetworkCard
            key={segment.id}
            segment={segment}
            name={nameOf(segment.id)}
            uplink={uplinkOf(segment, mappings)}
            taps={rows.filter(({ port }) => port.network_id === segment.id).length}
          />
        ))}
      </ul>
      <Panel isFlush>
        <DataTable
          label={say('host.hostTabBridges')}
          rows={rows}
          columns={columns}
          idOf={({ port }) => port.id}
          nameOf={({ port }) => port.name || port.id}
        />
      </Panel>
    </div>
  );
}

function NetworkCard({
  segment,
  name,
  uplink,
  taps,
}: {
  readonly segment: Segment;
  readonly name: string;
  readonly uplink: string | undefined;
  readonly taps: number;
}) {
  const say = useHostSay();
  const { id, mtu, tunnel_endpoints: tunnels } = segment;
  const {
    'provider:network_type': type,
    'provider:segmentation_id': number,
    'provider:physical_network': physical,
  } = segment;
  const kind = number === null ? type : `${type} ${number}`;
  return (
    <li className={classes['network']}>
      <div className={classes['head']}>
        <Link to="/networks/$id" params={{ id }}>
          {name}
        </Link>
        <Tag>{physical === null ? kind : say('web.onPhysical', { kind, physical })}</Tag>
      </div>
      <dl>
        <dt>{say('web.hostBridge')}</dt>
        <dd>
          <code>{bridgeName(id)}</code> · {say('web.mtu', { mtu })} · {say('web.total', { count: taps })}
        </dd>
        <dt>{say('host.hostUplink')}</dt>
        <dd>{uplink === undefined ? '—' : <code>{uplink}</code>}</dd>
        {type === 'vxlan' && (
          <>
            <dt>{say('host.hostTunnelsTo')}</dt>
            <dd>{tunnels.length === 0 ? '—' : <code>{tunnels.join(' ')}</code>}</dd>
          </>
        )}
      </dl>
    </li>
  );
}

/** The port of the bridge that leads to other hosts, as agents name the interfaces that they make. */
function uplinkOf(
  { 'provider:network_type': type, 'provider:segmentation_id': number, 'provider:physical_network': physical }: Segment,
  mappings: Readonly<Record<string, string>>,
): string | undefined {
  if (type === 'vxlan') return vxlanName(number ?? 0);
  const parent = mappings[physical ?? ''];
  if (type === 'local' || parent === undefined) return undefined;
  return type === 'vlan' && number !== null ? `${parent}.${number}` : parent;
}

const marks: { readonly [status in NonNullable<HostPort['report']>['status']]: MarkKind } = {
  enforced: 'good',
  pending: 'waiting',
  missing: 'away',
  failed: 'bad',
};

function Status({ report }: { readonly report: HostPort['report'] }) {
  const say = useHostSay();
  if (report === null) return <Mark kind="plain">{say('host.hostTapUnreported')}</Mark>;
  return (
    <span title={report.error}>
      <Mark kind={marks[report.status]}>{say(`host.hostTap_${report.status}`)}</Mark>
    </span>
  );
}
