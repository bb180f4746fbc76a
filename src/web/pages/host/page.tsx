import { Tabs } from '@mantine/core';
import { IconServer2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, getRouteApi } from '@tanstack/react-router';
import { Suspense, lazy, useCallback } from 'react';
import { useApi } from '../../api/api-context.ts';
import { type Host, hostState, oneHost } from '../../api/hosts.ts';
import { oneOf } from '../../app/search-text.ts';
import { useSession } from '../../app/session-context.ts';
import { ago, moment } from '../../language/dates.ts';
import { useLanguage } from '../../language/language.tsx';
import { CopyText } from '../../parts/copy-text.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Failed } from '../../parts/failed.tsx';
import { LoadingRows } from '../../parts/loading.tsx';
import { Mark } from '../../parts/mark.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { useNow } from '../../parts/use-now.ts';
import { hostStates } from '../hosts/host-states.ts';
import { Notice } from './notice.tsx';
import classes from './page.module.css';
import type { HostSearch } from './route.ts';
import type { HostTabProps } from './tab-props.ts';
import { type HostTab, tabNames } from './tab-names.ts';
import { useHostSay } from '../../host-rules/words.ts';

const route = getRouteApi('/frame/hosts/$host');

const panels: { readonly [tab in HostTab]: React.ComponentType<HostTabProps> } = {
  chains: lazy(() => import('./chains-tab.tsx')),
  iptables: lazy(() => import('./iptables-tab.tsx')),
  sets: lazy(() => import('./sets-tab.tsx')),
  bridges: lazy(() => import('./bridges-tab.tsx')),
  overlooked: lazy(() => import('./overlooked-tab.tsx')),
  log: lazy(() => import('./log-tab.tsx')),
};

const titles = {
  chains: 'host.hostTabChains',
  sets: 'host.hostTabSets',
  bridges: 'host.hostTabBridges',
  overlooked: 'host.hostTabOverlooked',
  log: 'host.hostTabLog',
} as const;

export default function HostPage() {
  const say = useHostSay();
  const { is_admin } = useSession();
  const { host } = route.useParams();
  if (is_admin) return <LoadedHost key={host} name={host} />;
  return (
    <>
      <PageHead title={host} above={<Link to="/hosts">{say('web.hosts')}</Link>} />
      <Empty icon={<IconServer2 size={24} />}>{say('web.onlyAdministrators')}</Empty>
    </>
  );
}

function LoadedHost({ name }: { readonly name: string }) {
  const say = useHostSay();
  const api = useApi();
  const at = route.useSearch();
  const navigate = route.useNavigate();
  const { data: host, error, refetch } = useQuery(oneHost(api, name));
  const go = useCallback(
    (more: { readonly [key in keyof HostSearch]?: HostSearch[key] | undefined }) =>
      void navigate({ search: (before) => ({ ...before, ...more }) as HostSearch, replace: true, resetScroll: false }),
    [navigate],
  );
  const above = <Link to="/hosts">{say('web.hosts')}</Link>;
  if (host === undefined) {
    return (
      <>
        <PageHead title={name} above={above} />
        {error === null ? <LoadingRows /> : <Failed error={error} onRetry={() => void refetch()} />}
      </>
    );
  }
  return (
    <>
      <PageHead title={host.host} above={above}>
        <Facts host={host} />
      </PageHead>
      <Trouble host={host} />
      <Tabs
        value={at.tab ?? tabNames[0]}
        onChange={(chosen) => {
          const tab = oneOf(tabNames, chosen);
          // What was chosen for one tab is nothing that another one asks for, but for the moments and the family.
          const { from, to, family } = at;
          const kept = { ...(from && { from }), ...(to && { to }), ...(family && { family }) };
          void navigate({ search: { ...kept, ...(tab !== undefined && tab !== tabNames[0] && { tab }) } });
        }}
        keepMounted={false}
        classNames={{ list: classes['tabs'] ?? '' }}
      >
        <Tabs.List>
          {tabNames.map((tab) => (
            <Tabs.Tab key={tab} value={tab}>
              {tab === 'iptables' ? 'iptables' : say(titles[tab])}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {tabNames.map((tab) => {
          const Panel = panels[tab];
          return (
            <Tabs.Panel key={tab} value={tab}>
              <Suspense fallback={<LoadingRows />}>
                <Panel host={host} at={at} go={go} />
              </Suspense>
            </Tabs.Panel>
          );
        })}
      </Tabs>
    </>
  );
}

/** What is known of the host's agent, in a line. */
function Facts({ host }: { readonly host: Host }) {
  const say = useHostSay();
  const { language } = useLanguage();
  const now = useNow();
  const { mark, word } = hostStates[hostState(host)];
  const {
    version,
    backend,
    tunneling_ip,
    revision: needed,
    enforced_revision: enforced,
    apply_ms,
    heartbeat_at,
  } = host;
  const heard = heartbeat_at === null ? undefined : new Date(heartbeat_at);
  return (
    <>
      <Mark kind={mark}>{say(word)}</Mark>
      {(backend ?? version) !== null && <span>{[backend, version].filter((fact) => fact !== null).join(' · ')}</span>}
      <span>
        {say('web.columnRevision')}{' '}
        {enforced === null ? say('web.revisionNever', { needed }) : say('web.revisionOf', { enforced, needed })}
      </span>
      {apply_ms !== null && <span>{say('host.hostLastApply', { ms: Math.round(apply_ms) })}</span>}
      {tunneling_ip !== null && (
        <span>
          <code>{tunneling_ip}</code>
        </span>
      )}
      {heard !== undefined && (
        <span title={moment(language, heard)}>{say('host.hostHeardAgo', { ago: ago(language, heard, now) })}</span>
      )}
    </>
  );
}

/** Why what is shown may not be what the host should be like. */
function Trouble({ host }: { readonly host: Host }) {
  const say = useHostSay();
  const { error, revision: needed, enforced_revision: enforced } = host;
  const state = hostState(host);
  if (host.agent_id === null) {
    const command = `portreeve agent run --host ${host.host} --server ${window.location.origin} --token-file /etc/portreeve/token --tunnel-ip 192.0.2.11`;
    return (
      <Notice kind="away" title={say('host.hostNeverJoined')}>
        <CopyText text={command} />
      </Notice>
    );
  }
  if (state === 'silent') {
    return (
      <Notice kind="away" title={say('web.hostSilentTitle', { host: host.host })}>
        {say('web.hostSilentMore')}
      </Notice>
    );
  }
  if (error !== null) {
    return (
      <Notice kind="bad" title={say('web.hostFailedTitle', { host: host.host })}>
        <span lang="en" className={classes['said']}>
          {error.message}
        </span>{' '}
        <code>{error.code}</code>
        {error.hint !== '' && (
          <span lang="en" className={classes['hint']}>
            {error.hint}
          </span>
        )}
      </Notice>
    );
  }
  if (state === 'behind') {
    return (
      <Notice kind="waiting" title={say('web.hostBehindTitle', { host: host.host })}>
        {enforced === null ? say('host.hostLogNever', { needed }) : say('host.hostBehindMore', { enforced, needed })}
      </Notice>
    );
  }
  return null;
}
