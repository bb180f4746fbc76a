import { IconPlug, IconX } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
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
import { portName, usePortColumns } from '../ports/port-columns.tsx';

/** The ports that have the group. */
export function GroupInstances({ group, isMine }: { readonly group: SecurityGroup; readonly isMine: boolean }) {
  const say = useSay();
  const api = useApi();
  const [taken, take] = useState<Port>();
  const columns = usePortColumns();
  const pages = useInfiniteQuery(portPages(api, { security_groups: group.id }));
  const rows = useMemo(() => rowsOf(pages.data), [pages.data]);
  const { fetchNextPage } = pages;
  const load = useCallback(() => void fetchNextPage(), [fetchNextPage]);

  if (pages.data === undefined && pages.error !== null) {
    return <Failed error={pages.error} onRetry={() => void pages.refetch()} />;
  }
  return (
    <Panel isFlush>
      {pages.isPending && <LoadingRows />}
      {!pages.isPending && rows.length === 0 && (
        <Empty icon={<IconPlug size={24} />} action={<Link to="/ports">{say('web.toPorts')}</Link>}>
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
                run: () => take(port),
              },
            ],
          })}
        />
      )}
      {taken !== undefined && (
        <PlannedDialog
          title={say('web.removeFromGroupTitle', { port: portName(say, taken), group: group.name })}
          submit={say('web.removeFromGroup')}
          changes={[
            changeOf.updatePort(taken.id, { security_groups: taken.security_groups.filter((id) => id !== group.id) }),
          ]}
          done={say('web.removedFromGroup', { port: portName(say, taken), group: group.name })}
          onClose={() => take(undefined)}
          isDangerous
        >
          {taken.security_groups.length === 1 && <p>{say('web.noGroupsMeans')}</p>}
        </PlannedDialog>
      )}
    </Panel>
  );
}
