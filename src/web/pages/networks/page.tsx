import { IconAffiliate } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, getRouteApi } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { useApi } from '../../api/api-context.ts';
import { rowsOf } from '../../api/list-pages.ts';
import { type Network, allSubnets, networkPages, networksById } from '../../api/networks.ts';
import { search } from '../../api/search.ts';
import { summary } from '../../api/summary.ts';
import { useSession } from '../../app/session-context.ts';
import { useSay } from '../../language/language.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Failed } from '../../parts/failed.tsx';
import { FilterBox } from '../../parts/filter-box.tsx';
import { LoadingRows } from '../../parts/loading.tsx';
import { Mark, Tag } from '../../parts/mark.tsx';
import { NameCell } from '../../parts/name-cell.tsx';
import { nameOf } from '../../parts/name-of.ts';
import { PageHead } from '../../parts/page-head.tsx';
import { Panel } from '../../parts/panel.tsx';
import { sortOf, sortText } from '../../parts/sort-text.ts';
import { Toolbar } from '../../parts/toolbar.tsx';
import { useKindOf } from './kind.ts';
import type { NetworksSearch } from './route.ts';

const route = getRouteApi('/frame/networks');
const mostFound = 200;

export default function NetworksPage() {
  const say = useSay();
  const api = useApi();
  const { is_admin } = useSession();
  const at = route.useSearch();
  const navigate = route.useNavigate();
  const kindOf = useKindOf();
  const { rows, total, isLoading, error, refetch, more } = useNetworks(at);
  const { data: subnets } = useQuery(allSubnets(api));
  const ranges = useMemo(() => {
    const out = new Map<string, string[]>();
    for (const { network_id, cidr } of subnets ?? []) {
      const known = out.get(network_id);
      if (known) known.push(cidr);
      else out.set(network_id, [cidr]);
    }
    return out;
  }, [subnets]);
  const go = useCallback(
    (more: Partial<Record<keyof NetworksSearch, string | undefined>>) =>
      void navigate({ search: (before) => ({ ...before, ...more }) as NetworksSearch, replace: true }),
    [navigate],
  );
  const filter = useCallback((text: string) => go({ filter: text || undefined }), [go]);

  const columns: readonly Column<Network>[] = [
    {
      key: 'name',
      title: 'web.name',
      isSortable: true,
      cell: (network) => (
        <NameCell below={ranges.get(network.id)?.join(' · ')}>
          <Link to="/networks/$id" params={{ id: network.id }} data-row-link>
            {nameOf(say, network)}
          </Link>{' '}
          {network.shared && <Tag>{say('web.shared')}</Tag>}{' '}
          {network['router:external'] && <Tag>{say('web.external')}</Tag>}
        </NameCell>
      ),
    },
    {
      key: 'subnets',
      title: 'web.columnSubnets',
      from: 'medium',
      cell: ({ id }) =>
        ranges.get(id)?.map((cidr) => (
          <div key={cidr}>
            <code>{cidr}</code>
          </div>
        )),
    },
    ...(is_admin
      ? [{ key: 'kind', title: 'web.columnKind', from: 'wide', width: '14rem', cell: kindOf } satisfies Column<Network>]
      : []),
    { key: 'mtu', title: 'web.columnMtu', from: 'wide', align: 'end', width: '6rem', cell: ({ mtu }) => mtu },
    {
      key: 'state',
      title: 'web.columnState',
      width: '7rem',
      cell: ({ admin_state_up }) => (
        <Mark kind={admin_state_up ? 'plain' : 'warn'}>
          {say(admin_state_up ? 'web.networkUp' : 'web.networkDown')}
        </Mark>
      ),
    },
  ];
  const isEmpty = !isLoading && rows.length === 0 && error === null;
  return (
    <>
      <PageHead title={say('web.networks')} />
      <Toolbar end={rows.length > 0 && total !== undefined ? say('web.total', { count: total }) : undefined}>
        <FilterBox value={at.filter ?? ''} onChange={filter} />
      </Toolbar>
      {error !== null && <Failed error={error} onRetry={refetch} />}
      <Panel isFlush>
        {isLoading && <LoadingRows />}
        {isEmpty && (
          <Empty icon={<IconAffiliate size={24} />}>
            {at.filter === undefined ? say('web.noNetworks') : say('web.filterNone', { text: at.filter })}
          </Empty>
        )}
        {rows.length > 0 && (
          <DataTable
            label={say('web.networks')}
            rows={rows}
            columns={columns}
            idOf={({ id }) => id}
            nameOf={(network) => nameOf(say, network)}
            sort={sortOf(at.sort)}
            {...(at.filter === undefined && { onSort: (sort) => go({ sort: sortText(sort) }) })}
            {...(more && { more })}
            total={total}
          />
        )}
      </Panel>
    </>
  );
}

function useNetworks({ filter, sort }: NetworksSearch) {
  const api = useApi();
  const isFiltered = filter !== undefined;
  const order = sortOf(sort);
  const pages = useInfiniteQuery({
    ...networkPages(api, order && { key: 'name', direction: order.direction }),
    enabled: !isFiltered,
  });
  const found = useQuery(search(api, filter ?? '', { kinds: ['network', 'subnet'], limit: mostFound }));
  const ids = useMemo(
    () => [...new Set(found.data?.results.map(({ kind, id, parent }) => (kind === 'subnet' ? (parent ?? id) : id)))],
    [found.data],
  );
  const some = useQuery({
    ...networksById(api, ids),
    enabled: isFiltered && found.data !== undefined,
    placeholderData: (before) => before,
  });
  const counts = useQuery({ ...summary(api), enabled: !isFiltered });
  const rows = useMemo(() => rowsOf(pages.data), [pages.data]);
  const { fetchNextPage } = pages;
  const load = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  if (isFiltered) {
    const error = found.error ?? some.error;
    return {
      rows: some.data ?? [],
      total: some.data?.length,
      isLoading: some.data === undefined && error === null,
      error: some.data === undefined ? error : null,
      refetch: () => void found.refetch().then(() => some.refetch()),
      more: undefined,
    };
  }
  return {
    rows,
    total: pages.hasNextPage ? counts.data?.networks : rows.length,
    isLoading: pages.isPending,
    error: pages.data === undefined ? pages.error : null,
    refetch: () => void pages.refetch(),
    more: { hasMore: pages.hasNextPage, isLoading: pages.isFetchingNextPage, load },
  };
}
