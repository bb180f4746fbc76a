import { IconServer2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, getRouteApi } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { useApi } from '../../api/api-context.ts';
import { type Host, hostState, hosts } from '../../api/hosts.ts';
import { useSession } from '../../app/session-context.ts';
import { ago, moment } from '../../language/dates.ts';
import { useLanguage, useSay } from '../../language/language.tsx';
import { CopyText } from '../../parts/copy-text.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Failed } from '../../parts/failed.tsx';
import { FilterBox } from '../../parts/filter-box.tsx';
import { LoadingRows } from '../../parts/loading.tsx';
import { Mark } from '../../parts/mark.tsx';
import { NameCell } from '../../parts/name-cell.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { Panel } from '../../parts/panel.tsx';
import { sortOf, sortText } from '../../parts/sort-text.ts';
import { Toolbar } from '../../parts/toolbar.tsx';
import { useNow } from '../../parts/use-now.ts';
import { hostStates } from './host-states.ts';
import classes from './page.module.css';
import type { HostsSearch } from './route.ts';

const route = getRouteApi('/frame/hosts');

export default function HostsPage() {
  const say = useSay();
  const { is_admin } = useSession();
  if (is_admin) return <Hosts />;
  return (
    <>
      <PageHead title={say('web.hosts')} />
      <Empty icon={<IconServer2 size={24} />}>{say('web.onlyAdministrators')}</Empty>
    </>
  );
}

function Hosts() {
  const { say, language } = useLanguage();
  const api = useApi();
  const now = useNow();
  const at = route.useSearch();
  const navigate = route.useNavigate();
  const { data, error, refetch } = useQuery(hosts(api));
  const rows = useMemo(() => arranged(data ?? [], at), [data, at]);
  const go = useCallback(
    (more: Partial<Record<keyof HostsSearch, string | undefined>>) =>
      void navigate({ search: (before) => ({ ...before, ...more }) as HostsSearch, replace: true }),
    [navigate],
  );
  const filter = useCallback((text: string) => go({ filter: text || undefined }), [go]);

  const columns: readonly Column<Host>[] = [
    {
      key: 'host',
      title: 'web.columnHost',
      isSortable: true,
      cell: (host) => (
        <NameCell below={<Trouble host={host} />} isBelowAlways>
          <Link to="/hosts/$host" params={{ host: host.host }} data-row-link>
            {host.host}
          </Link>
        </NameCell>
      ),
    },
    {
      key: 'state',
      title: 'web.columnAgent',
      isSortable: true,
      width: '8rem',
      cell: (host) => {
        const { mark, word } = hostStates[hostState(host)];
        return <Mark kind={mark}>{say(word)}</Mark>;
      },
    },
    {
      key: 'revision',
      title: 'web.columnRevision',
      from: 'medium',
      align: 'end',
      width: '9rem',
      cell: ({ enforced_revision: enforced, revision: needed }) =>
        enforced === null ? say('web.revisionNever', { needed }) : say('web.revisionOf', { enforced, needed }),
    },
    {
      key: 'ports',
      title: 'web.columnPortCount',
      isSortable: true,
      from: 'medium',
      align: 'end',
      width: '7rem',
      cell: ({ ports }) => ports.length,
    },
    {
      key: 'apply',
      title: 'web.columnLastApply',
      from: 'wide',
      align: 'end',
      width: '8rem',
      cell: ({ apply_ms }) => apply_ms !== null && say('web.applyMs', { ms: Math.round(apply_ms) }),
    },
    {
      key: 'backend',
      title: 'web.columnBackend',
      from: 'wide',
      width: '9rem',
      cell: ({ backend, version }) => [backend, version].filter(Boolean).join(' · '),
    },
    {
      key: 'tunnel',
      title: 'web.columnTunnel',
      from: 'huge',
      width: '10rem',
      cell: ({ tunneling_ip }) => tunneling_ip && <code>{tunneling_ip}</code>,
    },
    {
      key: 'heard',
      title: 'web.columnHeard',
      from: 'wide',
      width: '10rem',
      cell: ({ heartbeat_at }) => {
        if (heartbeat_at === null) return say('web.never');
        const then = new Date(heartbeat_at);
        return <span title={moment(language, then)}>{ago(language, then, now)}</span>;
      },
    },
  ];
  return (
    <>
      <PageHead title={say('web.hosts')} />
      {(data === undefined || data.length > 0) && (
        <Toolbar end={data !== undefined && say('web.total', { count: rows.length })}>
          <FilterBox value={at.filter ?? ''} onChange={filter} />
        </Toolbar>
      )}
      {error !== null && data === undefined && <Failed error={error} onRetry={() => void refetch()} />}
      <Panel isFlush>
        {data === undefined && error === null && <LoadingRows rows={4} />}
        {data?.length === 0 && (
          <Empty
            icon={<IconServer2 size={24} />}
            action={
              <CopyText
                text={`portreeve agent run --host host1 --server ${window.location.origin} --token-file /etc/portreeve/token --tunnel-ip 192.0.2.11`}
              />
            }
          >
            {say('web.noHosts')}
          </Empty>
        )}
        {data !== undefined && data.length > 0 && rows.length === 0 && (
          <Empty icon={<IconServer2 size={24} />}>{say('web.filterNone', { text: at.filter ?? '' })}</Empty>
        )}
        {rows.length > 0 && (
          <DataTable
            label={say('web.hosts')}
            rows={rows}
            columns={columns}
            idOf={({ host }) => host}
            nameOf={({ host }) => host}
            sort={sortOf(at.sort)}
            onSort={(sort) => go({ sort: sortText(sort) })}
          />
        )}
      </Panel>
    </>
  );
}

/** What is wrong on a host, in its own words. */
function Trouble({ host }: { readonly host: Host }) {
  const say = useSay();
  const { error, repaired } = host;
  if (hostState(host) === 'silent') return say('web.hostSilentMore');
  if (error !== null) {
    return (
      <span className={classes['trouble']}>
        <span lang="en">{error.message}</span> <code>{error.code}</code>
      </span>
    );
  }
  if (repaired.length > 0) {
    return `${say('web.columnRepaired')}: ${say('web.repairedCount', { count: repaired.length })}`;
  }
  return undefined;
}

function arranged(hosts: readonly Host[], { filter, sort }: HostsSearch): readonly Host[] {
  const text = filter?.toLowerCase() ?? '';
  const fits = hosts.filter(
    ({ host, tunneling_ip }) => host.toLowerCase().includes(text) || tunneling_ip?.includes(text),
  );
  const { key = 'host', direction = 'asc' } = sortOf(sort) ?? {};
  const names = new Intl.Collator('en', { numeric: true });
  const compare = (a: Host, b: Host) => {
    if (key === 'state') return hostStates[hostState(a)].order - hostStates[hostState(b)].order;
    return key === 'ports' ? a.ports.length - b.ports.length : names.compare(a.host, b.host);
  };
  return fits.toSorted((a, b) => (direction === 'asc' ? 1 : -1) * compare(a, b) || names.compare(a.host, b.host));
}
