import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useApi } from '../../api/api-context.ts';
import { groupNames, groupUse } from '../../api/security-groups.ts';
import { type Host, hostState, hosts } from '../../api/hosts.ts';
import { type Summary, summary } from '../../api/summary.ts';
import { useSession } from '../../app/session-context.ts';
import { useLanguage, useSay } from '../../language/language.tsx';
import { Failed } from '../../parts/failed.tsx';
import { LoadingRows } from '../../parts/loading.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Attention } from './attention.tsx';
import { HostBar } from './host-bar.tsx';
import { Tile } from './tile.tsx';
import classes from './page.module.css';

export default function OverviewPage() {
  const say = useSay();
  const api = useApi();
  const { project, is_admin } = useSession();
  const { data, error, refetch } = useQuery(summary(api));
  const own = useQuery({ ...hosts(api), enabled: is_admin });
  return (
    <>
      <PageHead title={say('web.overview')}>
        {is_admin ? say('web.overviewAll') : say('web.inProject', { project: project.name })}
      </PageHead>
      {error !== null && data === undefined && <Failed error={error} onRetry={() => void refetch()} />}
      {error === null && data === undefined && <LoadingRows />}
      {data !== undefined && (
        <div className={classes['overview']}>
          <Tiles data={data} />
          <div className={classes['columns']}>
            <Panel title={say('web.attention')} isFlush>
              <Attention summary={data} hosts={own.data ?? []} />
            </Panel>
            <div className={classes['aside']}>
              {is_admin && own.data !== undefined && own.data.length > 0 && <Hosts hosts={own.data} />}
              <MostUsed />
            </div>
          </div>
        </div>
      )}
    </>
  );
}

function Tiles({ data }: { readonly data: Summary }) {
  const say = useSay();
  const { instances, ports, unprotected, security_groups, exposed, networks } = data;
  return (
    <ul className={classes['tiles']}>
      <Tile
        to="/ports"
        title={say('web.tileInstances')}
        value={instances}
        below={
          unprotected > 0 ? say('web.tileUnprotected', { count: unprotected }) : say('web.tilePorts', { count: ports })
        }
        isBad={unprotected > 0}
      />
      <Tile
        to="/security-groups"
        title={say('web.tileGroups')}
        value={security_groups}
        below={exposed.length > 0 ? say('web.tileExposed', { count: exposed.length }) : say('web.tileNoneExposed')}
        isBad={exposed.length > 0}
      />
      <Tile to="/networks" title={say('web.tileNetworks')} value={networks} />
      {data.hosts !== null && (
        <Tile
          to="/hosts"
          title={say('web.tileHosts')}
          value={Object.values(data.hosts).reduce((sum, count) => sum + count, 0)}
          below={<HostBar counts={data.hosts} />}
        />
      )}
    </ul>
  );
}

function Hosts({ hosts }: { readonly hosts: readonly Host[] }) {
  const say = useSay();
  const shown = hosts.slice(0, 8);
  return (
    <Panel title={<Link to="/hosts">{say('web.hosts')}</Link>} isFlush>
      <ul className={classes['rows']}>
        {shown.map((host) => (
          <li key={host.host}>
            <Link to="/hosts/$host" params={{ host: host.host }} className={classes['rowName'] ?? ''}>
              {host.host}
            </Link>
            <span className={classes['rowValue']}>{say('web.portsCount', { count: host.ports.length })}</span>
            <span className={classes['state']} data-state={hostState(host)}>
              {say(stateWords[hostState(host)])}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

const stateWords = {
  current: 'web.stateCurrent',
  behind: 'web.stateBehind',
  failed: 'web.stateFailed',
  silent: 'web.stateSilent',
} as const;

function MostUsed() {
  const { say } = useLanguage();
  const api = useApi();
  const { data: names } = useQuery(groupNames(api));
  const { data: use } = useQuery(groupUse(api));
  if (names === undefined || use === undefined) return null;
  const used = names
    .map(({ id, name }) => ({ id, name, ports: use[id]?.ports ?? 0 }))
    .filter(({ ports }) => ports > 0)
    .toSorted((a, b) => b.ports - a.ports)
    .slice(0, 6);
  const most = used[0]?.ports ?? 1;
  return (
    <Panel title={<Link to="/security-groups">{say('web.mostUsed')}</Link>} isFlush={used.length > 0}>
      {used.length === 0 ? (
        <p className={classes['nothing']}>{say('web.mostUsedNone')}</p>
      ) : (
        <ul className={classes['rows']}>
          {used.map(({ id, name, ports }) => (
            <li key={id}>
              <Link to="/security-groups/$id" params={{ id }} className={classes['rowName'] ?? ''}>
                {name || say('web.unnamed')}
              </Link>
              <span className={classes['share']} aria-hidden>
                <span style={{ width: `${Math.max(4, (ports / most) * 100)}%` }} />
              </span>
              <span className={classes['rowValue']}>{say('web.portsCount', { count: ports })}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
