import { IconHistory } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import type { AuditEntryJson } from '../../../wire/index.ts';
import { useApi } from '../../api/api-context.ts';
import { type AuditAsk, auditPages } from '../../api/audit.ts';
import { onePlan } from '../../api/plans.ts';
import { counted, moment } from '../../language/dates.ts';
import { delayText } from '../../language/delay.ts';
import { useLanguage } from '../../language/language.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Failed } from '../../parts/failed.tsx';
import { LoadingRows } from '../../parts/loading.tsx';
import { Mark } from '../../parts/mark.tsx';
import { NameCell } from '../../parts/name-cell.tsx';
import { Panel } from '../../parts/panel.tsx';
import { planTitle, useChangeSpeech } from '../../plans/plan-parts.tsx';
import classes from './audit-table.module.css';
import { AuditEntry } from './audit-entry.tsx';
import { delayOf, entryText } from './entry-words.ts';

/** Who changed what, newest first. `opened` is the request whose entry is shown whole. */
export function AuditTable({
  ask,
  opened,
  onOpen,
}: {
  readonly ask: AuditAsk;
  readonly opened: string | undefined;
  readonly onOpen: (request: string | undefined) => void;
}) {
  const { say, language } = useLanguage();
  const api = useApi();
  const pages = useInfiniteQuery(auditPages(api, ask));
  const rows = useMemo(() => pages.data?.pages.flat() ?? [], [pages.data]);
  const { fetchNextPage } = pages;
  const load = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  const isNarrowed = ask.actor !== undefined || ask.object !== undefined;
  const open = rows.find(({ request_id }) => request_id === opened);

  const columns: readonly Column<AuditEntryJson>[] = [
    {
      key: 'what',
      title: 'web.auditWhat',
      cell: (entry) => (
        <NameCell
          below={
            <>
              {moment(language, new Date(entry.at))} · {entry.actor}
            </>
          }
        >
          <button
            type="button"
            className={classes['what']}
            data-row-link
            onClick={() => onOpen(entry.request_id)}
            aria-haspopup="dialog"
          >
            <What entry={entry} />
          </button>
        </NameCell>
      ),
    },
    {
      key: 'who',
      title: 'web.auditWho',
      from: 'medium',
      width: '9rem',
      cell: ({ actor, address }) => (
        <span title={address} className={classes['who']}>
          {actor}
        </span>
      ),
    },
    {
      key: 'when',
      title: 'web.auditWhen',
      from: 'medium',
      width: '12.5rem',
      cell: ({ at }) => <time dateTime={at}>{moment(language, new Date(at))}</time>,
    },
    {
      key: 'allowed',
      title: 'web.auditAllowed',
      from: 'wide',
      width: '8.5rem',
      cell: (entry) => <Allowed entry={entry} />,
    },
    {
      key: 'hosts',
      title: 'web.auditHosts',
      width: '10rem',
      from: 'wide',
      cell: (entry) => <Hosts entry={entry} />,
    },
    {
      key: 'request',
      title: 'web.auditRequest',
      from: 'huge',
      width: '9rem',
      cell: ({ request_id }) => (
        <code title={request_id} className={classes['request']}>
          {request_id.slice(0, 14)}…
        </code>
      ),
    },
  ];
  if (pages.data === undefined && pages.error !== null) {
    return <Failed error={pages.error} onRetry={() => void pages.refetch()} />;
  }
  return (
    <>
      <Panel isFlush>
        {pages.isPending && <LoadingRows />}
        {!pages.isPending && rows.length === 0 && (
          <Empty icon={<IconHistory size={24} />}>{say(isNarrowed ? 'web.auditNoneSuch' : 'web.auditNone')}</Empty>
        )}
        {rows.length > 0 && (
          <DataTable
            label={say('web.audit')}
            rows={rows}
            columns={columns}
            idOf={({ revision, request_id }) => `${revision} ${request_id}`}
            nameOf={({ request_id }) => request_id}
            more={{ hasMore: pages.hasNextPage, isLoading: pages.isFetchingNextPage, load }}
          />
        )}
      </Panel>
      {open !== undefined && <AuditEntry entry={open} onClose={() => onOpen(undefined)} />}
    </>
  );
}

/** A plan is told by what it changes. */
export function What({ entry }: { readonly entry: AuditEntryJson }) {
  const speech = useChangeSpeech();
  const plan = usePlanOf(entry.plan_id);
  if (plan === undefined) return <>{entryText(entry, speech)}</>;
  return (
    <>
      {isUndo(entry) && <Mark kind="warn">{speech.say('web.planStateUndone')}</Mark>} {planTitle(plan, speech)}
    </>
  );
}

/** By itself, or by who would not wait. */
function isUndo({ method, path }: AuditEntryJson): boolean {
  return method === 'UNDO' || path.endsWith('/undo');
}

/** Plans of the log are not asked for again: what they say of themselves stays. */
function usePlanOf(id: string | null) {
  const api = useApi();
  const { queryFn } = onePlan(api, id ?? '');
  const { data } = useQuery({
    queryKey: ['plan-of', id],
    queryFn: queryFn as never,
    enabled: id !== null,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  return data as Awaited<ReturnType<Extract<typeof queryFn, (...args: never) => unknown>>> | undefined;
}

/** What the plan allowed and blocked; the other way round where it is put back. */
export function Allowed({ entry }: { readonly entry: AuditEntryJson }) {
  const { say, language } = useLanguage();
  const plan = usePlanOf(entry.plan_id);
  if (entry.plan_id === null) {
    return (
      <span className={classes['quiet']} title={say('web.auditNotPlannedAbout')}>
        {say('web.auditNotPlanned')}
      </span>
    );
  }
  if (plan === undefined) return null;
  const { counts } = plan.outcome;
  const isBack = isUndo(entry);
  const newly_allowed = isBack ? counts.newly_blocked : counts.newly_allowed;
  const newly_blocked = isBack ? counts.newly_allowed : counts.newly_blocked;
  return (
    <span className={classes['counts']}>
      <span data-sign={newly_allowed > 0 ? '+' : undefined} title={say('web.planPairs', { count: newly_allowed })}>
        +{counted(language, newly_allowed)}
      </span>
      {newly_blocked > 0 && (
        <span data-sign="-" title={`${say('web.planBlocked')}: ${say('web.planPairs', { count: newly_blocked })}`}>
          −{counted(language, newly_blocked)}
        </span>
      )}
    </span>
  );
}

function Hosts({ entry }: { readonly entry: AuditEntryJson }) {
  const { say } = useLanguage();
  const all = entry.hosts.length;
  const [only] = entry.hosts;
  if (only === undefined) return <span className={classes['quiet']}>{say('web.auditNoHosts')}</span>;
  const delays = entry.hosts.map((step) => delayOf(entry, step)).filter((ms) => ms !== undefined);
  const done = delays.length;
  if (done < all) return <Mark kind="waiting">{say('web.auditSomeHosts', { done, all })}</Mark>;
  const delay = delayText(Math.max(...delays));
  return <>{all === 1 ? `${only.host} · ${delay}` : `${say('web.auditSomeHosts', { done, all })} · ${delay}`}</>;
}
