import { Button } from '@mantine/core';
import { IconListDetails, IconPencil, IconPlus, IconShieldLock, IconTrash } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, getRouteApi } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import { rowsOf } from '../../api/list-pages.ts';
import { useProjectName } from '../../api/projects.ts';
import { search } from '../../api/search.ts';
import { type SecurityGroup, groupPages, groupUse, groupsById } from '../../api/security-groups.ts';
import { summary } from '../../api/summary.ts';
import { useSession } from '../../app/session-context.ts';
import { useKeys } from '../../keyboard/keys.tsx';
import { useSay } from '../../language/language.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Failed } from '../../parts/failed.tsx';
import { FilterBox } from '../../parts/filter-box.tsx';
import { LoadingRows } from '../../parts/loading.tsx';
import { Tag } from '../../parts/mark.tsx';
import { NameCell } from '../../parts/name-cell.tsx';
import { nameOf } from '../../parts/name-of.ts';
import { PageHead } from '../../parts/page-head.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useSelection } from '../../parts/selection.ts';
import { sortOf, sortText } from '../../parts/sort-text.ts';
import { Toolbar } from '../../parts/toolbar.tsx';
import { DeleteGroups } from './delete-groups.tsx';
import { Findings } from './findings.tsx';
import { GroupForm } from './group-form.tsx';
import type { SecurityGroupsSearch } from './route.ts';

const route = getRouteApi('/frame/security-groups');
const mostFound = 200;

export default function SecurityGroupsPage() {
  const say = useSay();
  const api = useApi();
  const { may_write, is_admin } = useSession();
  const projectName = useProjectName();
  const at = route.useSearch();
  const navigate = route.useNavigate();
  const { rows, total, isLoading, error, refetch, more, isCut } = useGroups(at);
  const { data: use } = useQuery(groupUse(api));
  const ids = useMemo(() => rows.map(({ id }) => id), [rows]);
  const selection = useSelection(ids);
  const [deleted, setDeleted] = useState<readonly SecurityGroup[]>([]);

  const go = useCallback(
    (more: Partial<Record<keyof SecurityGroupsSearch, string | undefined>>, replace = false) =>
      void navigate({ search: (before) => ({ ...before, ...more }) as SecurityGroupsSearch, replace }),
    [navigate],
  );
  const close = () => go({ do: undefined, id: undefined });
  const filter = useCallback((text: string) => go({ filter: text || undefined }, true), [go]);
  useKeys(may_write ? { n: { label: 'web.createGroup', run: () => go({ do: 'create' }) } } : {});

  const columns: readonly Column<SecurityGroup>[] = [
    {
      key: 'name',
      title: 'web.name',
      isSortable: true,
      width: '11rem',
      cell: (group) => (
        <NameCell
          below={say('web.groupCounts', {
            rules: say('web.rulesCount', { count: group.security_group_rules.length }),
            ports: say('web.portsCount', { count: use?.[group.id]?.ports ?? 0 }),
          })}
        >
          <Link to="/security-groups/$id" params={{ id: group.id }} data-row-link>
            {nameOf(say, group)}
          </Link>{' '}
          {group.shared && <Tag>{say('web.shared')}</Tag>} {!group.stateful && <Tag>{say('web.stateless')}</Tag>}
        </NameCell>
      ),
    },
    ...(is_admin
      ? [
          {
            key: 'project',
            title: 'web.project',
            from: 'wide',
            width: '7rem',
            cell: ({ project_id }: SecurityGroup) => projectName(project_id),
          } satisfies Column<SecurityGroup>,
        ]
      : []),
    { key: 'description', title: 'web.description', from: 'medium', cell: ({ description }) => description },
    {
      key: 'rules',
      title: 'web.columnRules',
      from: 'medium',
      align: 'end',
      width: '5rem',
      cell: (group) => group.security_group_rules.length,
    },
    {
      key: 'ports',
      title: 'web.columnInstances',
      from: 'medium',
      align: 'end',
      width: '5rem',
      cell: ({ id }) => use && (use[id]?.ports ?? 0),
    },
    {
      key: 'named',
      title: 'web.columnNamedBy',
      from: 'wide',
      align: 'end',
      width: '8.5rem',
      cell: ({ id }) => use && (use[id]?.named_by ?? 0),
    },
    {
      key: 'findings',
      title: 'web.columnFindings',
      from: 'medium',
      width: '14.5rem',
      cell: (group) => <Findings group={group} use={use?.[group.id]} isKnown={use !== undefined} />,
    },
  ];

  const isEmpty = !isLoading && rows.length === 0 && error === null;
  const edited = at.do === 'edit' ? rows.find(({ id }) => id === at.id) : undefined;
  const ticked = rows.filter(({ id }) => selection.ids.has(id));
  const create = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => go({ do: 'create' })}>
      {say('web.createGroup')}
    </Button>
  );
  return (
    <>
      <PageHead title={say('web.securityGroups')} actions={may_write && create}>
        {!may_write && say('web.readOnly')}
      </PageHead>
      <Toolbar end={total !== undefined && rows.length > 0 ? say('web.total', { count: total }) : undefined}>
        <FilterBox value={at.filter ?? ''} onChange={filter} />
        {ticked.length > 0 && (
          <>
            <span>{say('web.selected', { count: ticked.length })}</span>
            <Button
              variant="default"
              size="xs"
              leftSection={<IconTrash size={14} aria-hidden />}
              onClick={() => setDeleted(ticked)}
            >
              {say('web.delete')}
            </Button>
          </>
        )}
      </Toolbar>
      {error !== null && <Failed error={error} onRetry={refetch} />}
      <Panel isFlush>
        {isLoading && <LoadingRows />}
        {isEmpty && at.filter !== undefined && (
          <Empty icon={<IconShieldLock size={24} />}>{say('web.filterNone', { text: at.filter })}</Empty>
        )}
        {isEmpty && at.filter === undefined && (
          <Empty icon={<IconShieldLock size={24} />} action={may_write && create}>
            {say('web.noGroups')}
          </Empty>
        )}
        {rows.length > 0 && (
          <DataTable
            label={say('web.securityGroups')}
            rows={rows}
            columns={columns}
            idOf={({ id }) => id}
            nameOf={(group) => nameOf(say, group)}
            sort={sortOf(at.sort)}
            {...(at.filter === undefined && {
              onSort: (sort) => go({ sort: sortText(sort) }, true),
            })}
            {...(more && { more })}
            total={total}
            {...(may_write && {
              selection,
              onEdit: ({ id }: SecurityGroup) => go({ do: 'edit', id }),
              actions: (group: SecurityGroup) => [
                {
                  key: 'rules',
                  label: say('web.manageRules'),
                  icon: <IconListDetails size={16} />,
                  run: () => void navigate({ to: '/security-groups/$id', params: { id: group.id } }),
                },
                {
                  key: 'edit',
                  label: say('web.edit'),
                  icon: <IconPencil size={16} />,
                  run: () => go({ do: 'edit', id: group.id }),
                },
                {
                  key: 'delete',
                  label: say('web.delete'),
                  icon: <IconTrash size={16} />,
                  run: () => setDeleted([group]),
                  isDangerous: true,
                },
              ],
            })}
          />
        )}
      </Panel>
      {isCut && <p>{say('web.filterMany', { count: mostFound })}</p>}
      {at.do === 'create' && <GroupForm onClose={close} />}
      {edited !== undefined && <GroupForm group={edited} onClose={close} />}
      {deleted.length > 0 && (
        <DeleteGroups
          groups={deleted}
          use={use}
          onClose={() => setDeleted([])}
          onDone={() => selection.set(new Set())}
        />
      )}
    </>
  );
}

/** The groups that the address asks for: all, page by page, or those that a search finds. */
function useGroups({ filter, sort }: SecurityGroupsSearch) {
  const api = useApi();
  const isFiltered = filter !== undefined;
  const order = sortOf(sort);
  const pages = useInfiniteQuery({
    ...groupPages(api, order && { key: 'name', direction: order.direction }),
    enabled: !isFiltered,
  });
  const found = useQuery(search(api, filter ?? '', { kinds: ['security_group'], limit: mostFound }));
  const ids = useMemo(() => found.data?.results.map(({ id }) => id) ?? [], [found.data]);
  const some = useQuery({
    ...groupsById(api, ids),
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
      isCut: found.data?.more ?? false,
    };
  }
  return {
    rows,
    total: pages.hasNextPage ? counts.data?.security_groups : rows.length,
    isLoading: pages.isPending,
    error: pages.data === undefined ? pages.error : null,
    refetch: () => void pages.refetch(),
    more: { hasMore: pages.hasNextPage, isLoading: pages.isFetchingNextPage, load },
    isCut: false,
  };
}
