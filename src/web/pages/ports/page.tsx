import { Button } from '@mantine/core';
import { IconPencil, IconPlug, IconPlus, IconTrash, IconX } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Suspense, lazy, useCallback, useMemo, useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import { rowsOf } from '../../api/list-pages.ts';
import { type Port, type PortSortKey, portPages, portsById, unprotectedPorts } from '../../api/ports.ts';
import { search } from '../../api/search.ts';
import { summary } from '../../api/summary.ts';
import { useSession } from '../../app/session-context.ts';
import { useKeys } from '../../keyboard/keys.tsx';
import { useSay } from '../../language/language.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Failed } from '../../parts/failed.tsx';
import { FilterBox } from '../../parts/filter-box.tsx';
import { LoadingRows } from '../../parts/loading.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { Panel } from '../../parts/panel.tsx';
import { sortOf, sortText } from '../../parts/sort-text.ts';
import { Toolbar } from '../../parts/toolbar.tsx';
import { useLab } from '../launch/use-lab.ts';
import { portName, usePortColumns } from './port-columns.tsx';
import { PortForm } from './port-form.tsx';
import type { PortsSearch } from './route.ts';
import { useTraceActions } from './trace-actions.tsx';

const LaunchInstance = lazy(() => import('../launch/launch-instance.tsx'));
const DeleteInstance = lazy(() => import('../launch/delete-instance.tsx'));

const route = getRouteApi('/frame/ports');
const mostFound = 500;

export default function PortsPage() {
  const say = useSay();
  const { may_write, is_admin } = useSession();
  const traceActions = useTraceActions();
  const at = route.useSearch();
  const navigate = route.useNavigate();
  const { rows, total, isLoading, error, refetch, more, isCut } = usePorts(at);
  const isNarrowed = at.filter !== undefined || at.only !== undefined;
  const columns = usePortColumns({ isSortable: !isNarrowed });

  const go = useCallback(
    (more: Partial<Record<keyof PortsSearch, string | undefined>>, replace = false) =>
      void navigate({ search: (before) => ({ ...before, ...more }) as PortsSearch, replace }),
    [navigate],
  );
  const filter = useCallback((text: string) => go({ filter: text || undefined }, true), [go]);
  const lab = useLab();
  const [deleted, setDeleted] = useState<string>();
  const instanceOf = ({ id }: Port) => lab?.instances.find(({ port_id }) => port_id === id)?.name;
  const launch = () => go({ do: 'launch' });
  useKeys(lab === undefined ? {} : { n: { label: 'web.launch', run: launch } });
  const isEmpty = !isLoading && rows.length === 0 && error === null;
  return (
    <>
      <PageHead
        title={say('web.ports')}
        {...(lab !== undefined && {
          actions: (
            <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={launch}>
              {say('web.launch')}
            </Button>
          ),
        })}
      >
        {!may_write && say('web.readOnly')}
      </PageHead>
      <Toolbar
        end={
          rows.length > 0 && total !== undefined
            ? say(isNarrowed ? 'web.found' : 'web.total', { count: total })
            : undefined
        }
      >
        <FilterBox value={at.filter ?? ''} onChange={filter} />
        {at.only === 'unprotected' && (
          <Button
            variant="light"
            size="xs"
            rightSection={<IconX size={14} aria-hidden />}
            onClick={() => go({ only: undefined })}
          >
            {say('web.columnProtection')}: {say('web.unprotected')}
          </Button>
        )}
      </Toolbar>
      {error !== null && <Failed error={error} onRetry={refetch} />}
      <Panel isFlush>
        {isLoading && <LoadingRows rows={10} />}
        {isEmpty && (
          <Empty icon={<IconPlug size={24} />}>
            {isNarrowed ? say('web.filterNone', { text: at.filter ?? say('web.unprotected') }) : say('web.noPorts')}
          </Empty>
        )}
        {rows.length > 0 && (
          <DataTable
            label={say('web.ports')}
            rows={rows}
            columns={columns}
            idOf={({ id }) => id}
            nameOf={(port) => portName(say, port)}
            sort={sortOf(at.sort)}
            {...(!isNarrowed && { onSort: (sort) => go({ sort: sortText(sort) }, true) })}
            {...(more && { more })}
            total={total}
            {...(may_write && {
              onEdit: ({ id }: Port) => go({ edit: id }),
              actions: (port: Port) => [
                {
                  key: 'groups',
                  label: say('web.editGroups'),
                  icon: <IconPencil size={16} />,
                  run: () => go({ edit: port.id }),
                },
                ...(is_admin ? traceActions(port) : []),
                ...(instanceOf(port) === undefined
                  ? []
                  : [
                      {
                        key: 'delete',
                        label: say('web.deleteInstance'),
                        icon: <IconTrash size={16} />,
                        run: () => setDeleted(instanceOf(port)),
                        isDangerous: true,
                      },
                    ]),
              ],
            })}
          />
        )}
      </Panel>
      {isCut && <p>{say('web.filterMany', { count: mostFound })}</p>}
      {at.edit !== undefined && <PortForm key={at.edit} id={at.edit} onClose={() => go({ edit: undefined })} />}
      <Suspense>
        {at.do === 'launch' && lab !== undefined && <LaunchInstance lab={lab} onClose={() => go({ do: undefined })} />}
        {deleted !== undefined && <DeleteInstance name={deleted} onClose={() => setDeleted(undefined)} />}
      </Suspense>
    </>
  );
}

/** The ports that the address asks for: all, page by page, or those that a search finds, or those without protection. */
function usePorts({ filter, sort, only }: PortsSearch) {
  const api = useApi();
  const isSome = filter !== undefined || only !== undefined;
  const order = sortOf(sort);
  const pages = useInfiniteQuery({
    ...portPages(api, { ...(order && { sort: { key: order.key as PortSortKey, direction: order.direction } }) }),
    enabled: !isSome,
  });
  const found = useQuery(search(api, filter ?? '', { kinds: ['port'], limit: mostFound }));
  const open = useQuery({ ...unprotectedPorts(api), enabled: only !== undefined });
  const counts = useQuery({ ...summary(api), enabled: !isSome });
  const isKnown = (filter === undefined || found.data !== undefined) && (only === undefined || open.data !== undefined);
  const ids = useMemo(() => {
    const named = found.data?.results.map(({ id }) => id) ?? [];
    if (only === undefined) return named;
    const unprotected = open.data?.ports ?? [];
    return filter === undefined ? unprotected : unprotected.filter((id) => named.includes(id));
  }, [found.data, open.data, filter, only]);
  const some = useQuery({
    ...portsById(api, ids),
    enabled: isSome && isKnown,
    placeholderData: (before) => before,
  });
  const rows = useMemo(() => rowsOf(pages.data), [pages.data]);
  const { fetchNextPage } = pages;
  const load = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  if (isSome) {
    const error = found.error ?? open.error ?? some.error;
    return {
      rows: some.data ?? [],
      total: some.data?.length,
      isLoading: some.data === undefined && error === null,
      error: some.data === undefined ? error : null,
      refetch: () => void Promise.all([found.refetch(), open.refetch()]).then(() => some.refetch()),
      more: undefined,
      isCut: (filter !== undefined && found.data?.more === true) || (only !== undefined && open.data?.more === true),
    };
  }
  return {
    rows,
    total: pages.hasNextPage ? counts.data?.ports : rows.length,
    isLoading: pages.isPending,
    error: pages.data === undefined ? pages.error : null,
    refetch: () => void pages.refetch(),
    more: { hasMore: pages.hasNextPage, isLoading: pages.isFetchingNextPage, load },
    isCut: false,
  };
}
