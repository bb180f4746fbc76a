import { Button } from '@mantine/core';
import { IconPlug, IconPlus, IconX } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Suspense, lazy, useCallback, useMemo, useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import { rowsOf } from '../../api/list-pages.ts';
import { changeOf } from '../../api/plans.ts';
import { type Port, portPages } from '../../api/ports.ts';
import type { SecurityGroup } from '../../api/security-groups.ts';
import { useSay } from '../../language/language.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Failed } from '../../parts/failed.tsx';
import { LoadingRows } from '../../parts/loading.tsx';
import { Panel } from '../../parts/panel.tsx';
import { PlannedDialog } from '../../plans/planned-dialog.tsx';
import { Toolbar } from '../../parts/toolbar.tsx';
import { portName, usePortColumns } from '../ports/port-columns.tsx';

const AddInstances = lazy(() => import('./add-instances.tsx'));

/** The ports that have the group; others are given it, and it is taken from those that have it. */
export function GroupInstances({ group, isMine }: { readonly group: SecurityGroup; readonly isMine: boolean }) {
  const say = useSay();
  const api = useApi();
  const columns = usePortColumns();
  const pages = useInfiniteQuery(portPages(api, { security_groups: group.id }));
  const rows = useMemo(() => rowsOf(pages.data), [pages.data]);
  const { fetchNextPage } = pages;
  const load = useCallback(() => void fetchNextPage(), [fetchNextPage]);

  const [isAdding, setAdding] = useState(false);
  const [leaving, setLeaving] = useState<Port>();

  if (pages.data === undefined && pages.error !== null) {
    return <Failed error={pages.error} onRetry={() => void pages.refetch()} />;
  }
  const add = (
    <Button
      variant="default"
      size="xs"
      leftSection={<IconPlus size={14} aria-hidden />}
      onClick={() => setAdding(true)}
    >
      {say('web.groupAddInstances')}
    </Button>
  );
  return (
    <>
      {isMine && rows.length > 0 && <Toolbar>{add}</Toolbar>}
      <Panel isFlush>
        {pages.isPending && <LoadingRows />}
        {!pages.isPending && rows.length === 0 && (
          <Empty icon={<IconPlug size={24} />} action={isMine ? add : <Link to="/ports">{say('web.toPorts')}</Link>}>
            {say('web.noMembers', { group: group.name })}
          </Empty>
        )}
        {rows.length > 0 && (
          <DataTable
            label={say('web.tabInstances')}
            rows={rows}
            columns={columns}
            idOf={({ id }) => id}
            nameOf={(port) => portName(say, port)}
            more={{ hasMore: pages.hasNextPage, isLoading: pages.isFetchingNextPage, load }}
            {...(isMine && {
              actions: (port: Port) => [
                {
                  key: 'out',
                  label: say('web.removeFromGroup'),
                  icon: <IconX size={16} />,
                  run: () => setLeaving(port),
                },
              ],
            })}
          />
        )}
      </Panel>
      <Suspense>{isAdding && <AddInstances group={group} onClose={() => setAdding(false)} />}</Suspense>
      {leaving !== undefined && (
        <PlannedDialog
          title={say('web.removeFromGroupTitle', { port: portName(say, leaving), group: group.name })}
          submit={say('web.removeFromGroup')}
          changes={[
            changeOf.updatePort(leaving.id, {
              security_groups: leaving.security_groups.filter((id) => id !== group.id),
            }),
          ]}
          done={say('web.removedFromGroup', { port: portName(say, leaving), group: group.name })}
          onClose={() => setLeaving(undefined)}
          isDangerous
        >
          {leaving.security_groups.length === 1 && <p>{say('web.noGroupsMeans')}</p>}
        </PlannedDialog>
      )}
    </>
  );
}
