import { SegmentedControl } from '@mantine/core';
import { IconGitPullRequest, IconWorld } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, getRouteApi } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { PlanJson, PlanState } from '../../../wire/index.ts';
import type { PageKey } from '../../words/page-words.ts';
import { useApi } from '../../api/api-context.ts';
import { plans } from '../../api/plans.ts';
import { oneOf } from '../../app/search-text.ts';
import { ago, counted, moment } from '../../language/dates.ts';
import { useLanguage } from '../../language/language.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Failed } from '../../parts/failed.tsx';
import { LoadingRows } from '../../parts/loading.tsx';
import { NameCell } from '../../parts/name-cell.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Toolbar } from '../../parts/toolbar.tsx';
import { useNow } from '../../parts/use-now.ts';
import { HostsDone } from '../../plans/hosts-done.tsx';
import { PlanStateMark, planTitle, useChangeSpeech } from '../../plans/plan-parts.tsx';
import classes from './page.module.css';
import { planFilters } from './route.ts';

const route = getRouteApi('/frame/changes');
/** So many are read at a time. */
const step = 50;

const filters: {
  readonly [F in (typeof planFilters)[number]]: { readonly title: PageKey; readonly states: readonly PlanState[] };
} = {
  waiting: { title: 'web.changesWaiting', states: ['waiting', 'applied'] },
  applied: { title: 'web.changesApplied', states: ['applied', 'confirmed'] },
  undone: { title: 'web.changesUndone', states: ['undone'] },
  dropped: { title: 'web.changesDropped', states: ['dropped'] },
};

export default function ChangesPage() {
  const { say, language } = useLanguage();
  const api = useApi();
  const now = useNow();
  const { state } = route.useSearch();
  const navigate = route.useNavigate();
  const [limit, setLimit] = useState(step);
  const { data, error, refetch, isFetching } = useQuery({ ...plans(api, limit), placeholderData: keepPreviousData });
  const speech = useChangeSpeech();
  const rows = useMemo(
    () => (data ?? []).filter((plan) => state === undefined || filters[state].states.includes(plan.state)),
    [data, state],
  );

  const columns: readonly Column<PlanJson>[] = [
    {
      key: 'change',
      title: 'web.columnChange',
      cell: (plan) => (
        <NameCell below={<Below plan={plan} now={now} />}>
          <Link to="/changes/$id" params={{ id: plan.id }} data-row-link>
            {planTitle(plan, speech)}
          </Link>
        </NameCell>
      ),
    },
    { key: 'state', title: 'web.columnState', width: '8.5rem', cell: ({ state }) => <PlanStateMark state={state} /> },
    {
      key: 'allowed',
      title: 'web.columnAllowed',
      from: 'medium',
      align: 'end',
      width: '6rem',
      cell: ({ outcome }) => <Count sign="+" pairs={outcome.counts.newly_allowed} openings={outcome.opened.length} />,
    },
    {
      key: 'blocked',
      title: 'web.columnBlocked',
      from: 'medium',
      align: 'end',
      width: '6rem',
      cell: ({ outcome }) => <Count sign="-" pairs={outcome.counts.newly_blocked} openings={outcome.closed.length} />,
    },
    {
      key: 'hosts',
      title: 'web.columnHosts',
      from: 'medium',
      width: '7rem',
      cell: (plan) => <HostsDone plan={plan} />,
    },
    {
      key: 'by',
      title: 'web.columnMadeBy',
      from: 'wide',
      width: '10rem',
      cell: ({ applied_by, made_by }) => applied_by ?? made_by,
    },
    {
      key: 'when',
      title: 'web.columnWhen',
      from: 'wide',
      width: '9rem',
      cell: ({ applied_at, made_at }) => {
        const then = new Date(applied_at ?? made_at);
        return <span title={moment(language, then)}>{ago(language, then, now)}</span>;
      },
    },
  ];
  const isEmpty = data?.length === 0;
  return (
    <>
      <PageHead title={say('web.changes')}>{say('web.changesAbout')}</PageHead>
      {!isEmpty && (
        <Toolbar end={data !== undefined && say('web.total', { count: rows.length })}>
          <SegmentedControl
            className={classes['filter'] ?? ''}
            aria-label={say('web.columnState')}
            value={state ?? 'all'}
            onChange={(value) => {
              const chosen = oneOf(planFilters, value);
              void navigate({ search: chosen === undefined ? {} : { state: chosen }, replace: true });
            }}
            data={[
              { value: 'all', label: say('web.changesAll') },
              ...planFilters.map((value) => ({ value, label: say(filters[value].title) })),
            ]}
          />
        </Toolbar>
      )}
      {error !== null && data === undefined && <Failed error={error} onRetry={() => void refetch()} />}
      <Panel isFlush>
        {data === undefined && error === null && <LoadingRows />}
        {data !== undefined && rows.length === 0 && (
          <Empty
            icon={<IconGitPullRequest size={24} />}
            action={isEmpty && <Link to="/security-groups">{say('web.securityGroups')}</Link>}
          >
            {say(isEmpty ? 'web.changesNone' : 'web.changesNoneSuch')}
          </Empty>
        )}
        {rows.length > 0 && (
          <DataTable
            label={say('web.changes')}
            rows={rows}
            columns={columns}
            idOf={({ id }) => id}
            nameOf={(plan) => planTitle(plan, speech)}
            more={{
              hasMore: data?.length === limit,
              isLoading: isFetching,
              load: () => setLimit((before) => before + step),
            }}
          />
        )}
      </Panel>
    </>
  );
}

/** What a narrow window has no columns for. */
function Below({ plan, now }: { readonly plan: PlanJson; readonly now: Date }) {
  const { language } = useLanguage();
  const { counts, opened, closed } = plan.outcome;
  return (
    <>
      {counts.newly_allowed + opened.length > 0 && (
        <>
          <Count sign="+" pairs={counts.newly_allowed} openings={opened.length} />{' '}
        </>
      )}
      {counts.newly_blocked + closed.length > 0 && (
        <>
          <Count sign="-" pairs={counts.newly_blocked} openings={closed.length} />{' '}
        </>
      )}
      {plan.applied_by ?? plan.made_by} · {ago(language, new Date(plan.applied_at ?? plan.made_at), now)}
    </>
  );
}

function Count({
  sign,
  pairs,
  openings,
}: {
  readonly sign: '+' | '-';
  readonly pairs: number;
  readonly openings: number;
}) {
  const { say, language } = useLanguage();
  const isNone = pairs + openings === 0;
  const title = [
    say('web.planPairs', { count: pairs }),
    ...(openings > 0 ? [say('web.planOutside', { count: openings })] : []),
  ].join(', ');
  return (
    <span className={classes['count']} data-sign={isNone ? undefined : sign} title={title}>
      {isNone ? '0' : `${sign === '+' ? '+' : '−'}${counted(language, pairs)}`}
      {openings > 0 && <IconWorld size={13} aria-hidden />}
    </span>
  );
}
