import { Switch } from '@mantine/core';
import { IconGridDots } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import { matrixGroups } from '../../api/reachability.ts';
import { useLanguage } from '../../language/language.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Failed } from '../../parts/failed.tsx';
import { FilterBox } from '../../parts/filter-box.tsx';
import { LoadingRows } from '../../parts/loading.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Toolbar } from '../../parts/toolbar.tsx';
import { Legend } from './legend.tsx';
import { Matrix } from './matrix.tsx';
import { NarrowList } from './narrow-list.tsx';
import classes from './page.module.css';
import { PairDetail } from './pair-detail.tsx';
import type { ReachSearch } from './route.ts';
import { useReachWords } from './words.ts';

const route = getRouteApi('/frame/reachability');

/** Who may reach whom, group by group. */
export default function ReachabilityPage() {
  const { say } = useLanguage();
  const words = useReachWords();
  const client = useQueryClient();
  const at = route.useSearch();
  const navigate = route.useNavigate();
  const { data, error, refetch } = useQuery(matrixGroups(client));
  const change = useCallback(
    (more: { readonly [key in keyof ReachSearch]?: ReachSearch[key] | undefined }, replace = true) =>
      void navigate({ search: (before) => ({ ...before, ...more }) as ReachSearch, replace, resetScroll: false }),
    [navigate],
  );
  const [isChosenHere, setChosenHere] = useState(false);
  const choose = useCallback(
    (from: string, to: string) => {
      setChosenHere(true);
      change({ from, to }, false);
    },
    [change],
  );
  const filter = useCallback((text: string) => change({ filter: text || undefined }), [change]);
  const wanted = at.filter?.toLowerCase() ?? '';
  const groups =
    data?.groups.filter(
      ({ name, members }) => (at.empty === '1' || members > 0) && name.toLowerCase().includes(wanted),
    ) ?? [];
  const nameOf = (id: string) => data?.groups.find((group) => group.id === id)?.name ?? id.slice(0, 8);
  return (
    <div className={classes['page']}>
      <PageHead title={say('web.reachTitle')}>{words('reach.about')}</PageHead>
      <Toolbar end={data !== undefined && words('reach.groups', { count: groups.length })}>
        <FilterBox value={at.filter ?? ''} onChange={filter} />
        <Switch
          label={words('reach.onlyUsed')}
          checked={at.empty !== '1'}
          onChange={(event) => change({ empty: event.currentTarget.checked ? undefined : '1' })}
        />
      </Toolbar>
      {data === undefined && error !== null && <Failed error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && (
        <Panel>
          <LoadingRows rows={8} />
        </Panel>
      )}
      {data !== undefined && groups.length === 0 && (
        <Panel>
          <Empty icon={<IconGridDots size={24} />}>
            {at.filter === undefined ? words('reach.noGroups') : words('reach.filterNone', { text: at.filter })}
          </Empty>
        </Panel>
      )}
      {data !== undefined && groups.length > 0 && (
        <>
          <div className={classes['wide']}>
            <Legend />
            <Matrix
              groups={groups}
              version={data.version}
              chosen={at.from !== undefined && at.to !== undefined ? [at.from, at.to] : undefined}
              onChoose={choose}
            />
          </div>
          <div className={classes['narrow']}>
            <NarrowList
              groups={groups}
              version={data.version}
              chosen={at.group}
              onChoose={(group) => change({ group })}
              onPair={choose}
            />
          </div>
          <p className={classes['about']}>{words('reach.byRules')}</p>
        </>
      )}
      {data !== undefined && at.from !== undefined && at.to !== undefined && (
        <PairDetail
          ask={{ version: data.version, from: at.from, to: at.to }}
          fromName={nameOf(at.from)}
          toName={nameOf(at.to)}
          isScrolledTo={isChosenHere}
          onClose={() => change({ from: undefined, to: undefined }, false)}
        />
      )}
    </div>
  );
}
