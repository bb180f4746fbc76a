import { IconPlug, IconRouter } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, getRouteApi } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { useApi } from '../../api/api-context.ts';
import { rowsOf } from '../../api/list-pages.ts';
import { type Network, type Subnet, oneNetwork, subnetsOf } from '../../api/networks.ts';
import { portPages } from '../../api/ports.ts';
import { useProjectName } from '../../api/projects.ts';
import { useSession } from '../../app/session-context.ts';
import { useSay } from '../../language/language.tsx';
import { CopyText } from '../../parts/copy-text.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Failed } from '../../parts/failed.tsx';
import { LoadingRows } from '../../parts/loading.tsx';
import { Mark, Tag } from '../../parts/mark.tsx';
import { NameCell } from '../../parts/name-cell.tsx';
import { nameOf } from '../../parts/name-of.ts';
import { PageHead } from '../../parts/page-head.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useKindOf } from '../networks/kind.ts';
import { portName, usePortColumns } from '../ports/port-columns.tsx';
import classes from './page.module.css';

const route = getRouteApi('/frame/networks/$id');

export default function NetworkPage() {
  const say = useSay();
  const api = useApi();
  const { id } = route.useParams();
  const { is_admin } = useSession();
  const kindOf = useKindOf();
  const projectName = useProjectName();
  const { data: network, error, refetch } = useQuery(oneNetwork(api, id));
  const above = <Link to="/networks">{say('web.networks')}</Link>;
  if (network === undefined) {
    return (
      <>
        <PageHead title={say('web.networks')} above={above} />
        {error === null ? <LoadingRows /> : <Failed error={error} onRetry={() => void refetch()} />}
      </>
    );
  }
  return (
    <>
      <PageHead title={nameOf(say, network)} above={above}>
        {network.description !== '' && <span>{network.description}</span>}
        <CopyText text={network.id} short={`${network.id.slice(0, 13)}…`} />
        {kindOf(network) !== '' && <span>{kindOf(network)}</span>}
        <span>{say('web.mtu', { mtu: network.mtu })}</span>
        {is_admin && <span>{say('web.ofProject', { project: projectName(network.project_id) })}</span>}
        {network.shared && <Tag>{say('web.shared')}</Tag>}
        {network['router:external'] && <Tag>{say('web.external')}</Tag>}
        {!network.admin_state_up && <Mark kind="warn">{say('web.networkDown')}</Mark>}
      </PageHead>
      <div className={classes['panels']}>
        <Subnets network={network} />
        <Ports network={network} />
      </div>
    </>
  );
}

function Subnets({ network }: { readonly network: Network }) {
  const say = useSay();
  const api = useApi();
  const { data: subnets, error, refetch } = useQuery(subnetsOf(api, network.id));
  const columns: readonly Column<Subnet>[] = [
    {
      key: 'name',
      title: 'web.name',
      cell: (subnet) => (
        <NameCell below={subnet.cidr}>
          <span data-row-link tabIndex={-1}>
            {nameOf(say, subnet)}
          </span>
        </NameCell>
      ),
    },
    { key: 'cidr', title: 'web.columnCidr', from: 'medium', cell: ({ cidr }) => <code>{cidr}</code> },
    { key: 'gateway', title: 'web.columnGateway', cell: ({ gateway_ip }) => gateway_ip && <code>{gateway_ip}</code> },
    {
      key: 'pools',
      title: 'web.columnPools',
      from: 'medium',
      cell: ({ allocation_pools }) =>
        allocation_pools.map(({ start, end }) => (
          <div key={start}>
            <code>{start}</code> – <code>{end}</code>
          </div>
        )),
    },
    {
      key: 'dhcp',
      title: 'web.columnDhcp',
      from: 'medium',
      width: '6rem',
      cell: ({ enable_dhcp }) => say(enable_dhcp ? 'web.yes' : 'web.no'),
    },
    {
      key: 'dns',
      title: 'web.columnDns',
      from: 'wide',
      cell: ({ dns_nameservers }) => <code>{dns_nameservers.join(' ')}</code>,
    },
  ];
  if (subnets === undefined && error !== null) return <Failed error={error} onRetry={() => void refetch()} />;
  return (
    <Panel title={say('web.subnets')} isFlush>
      {subnets === undefined && <LoadingRows rows={2} />}
      {subnets?.length === 0 && (
        <Empty icon={<IconRouter size={24} />}>{say('web.noSubnets', { network: nameOf(say, network) })}</Empty>
      )}
      {subnets !== undefined && subnets.length > 0 && (
        <DataTable
          label={say('web.subnets')}
          rows={subnets}
          columns={columns}
          idOf={({ id }) => id}
          nameOf={(subnet) => nameOf(say, subnet)}
        />
      )}
    </Panel>
  );
}

function Ports({ network }: { readonly network: Network }) {
  const say = useSay();
  const api = useApi();
  const columns = usePortColumns();
  const pages = useInfiniteQuery(portPages(api, { network_id: network.id }));
  const rows = useMemo(() => rowsOf(pages.data), [pages.data]);
  const { fetchNextPage } = pages;
  const load = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  if (pages.data === undefined && pages.error !== null) {
    return <Failed error={pages.error} onRetry={() => void pages.refetch()} />;
  }
  return (
    <Panel title={say('web.portsOfNetwork')} isFlush>
      {pages.isPending && <LoadingRows />}
      {!pages.isPending && rows.length === 0 && (
        <Empty icon={<IconPlug size={24} />}>{say('web.noPortsOnNetwork', { network: nameOf(say, network) })}</Empty>
      )}
      {rows.length > 0 && (
        <DataTable
          label={say('web.portsOfNetwork')}
          rows={rows}
          columns={columns}
          idOf={({ id }) => id}
          nameOf={(port) => portName(say, port)}
          more={{ hasMore: pages.hasNextPage, isLoading: pages.isFetchingNextPage, load }}
        />
      )}
    </Panel>
  );
}
