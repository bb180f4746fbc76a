import { Select } from '@mantine/core';
import { IconServer2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useApi } from '../../api/api-context.ts';
import { hostsOfGroup } from '../../api/ports.ts';
import type { SecurityGroup } from '../../api/security-groups.ts';
import { useSession } from '../../app/session-context.ts';
import { useSay } from '../../language/language.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Failed } from '../../parts/failed.tsx';
import { LoadingRows } from '../../parts/loading.tsx';
import { Tag } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { ChainName } from '../../host-rules/chain-name.tsx';
import { RuleText } from '../../host-rules/rule-text.tsx';
import { useReading } from '../../host-rules/use-reading.ts';
import { WhyMark } from '../../host-rules/why-mark.tsx';
import classes from './group-iptables.module.css';

const route = getRouteApi('/frame/security-groups/$id');

/** What the group becomes on each host that knows it: rules in the chains of its instances, and sets of its members. */
export default function GroupIptables({ group }: { readonly group: SecurityGroup }) {
  const say = useSay();
  const { is_admin } = useSession();
  if (is_admin) return <OnHosts group={group} />;
  return (
    <Panel>
      <Empty icon={<IconServer2 size={24} />}>{say('web.onlyAdministrators')}</Empty>
    </Panel>
  );
}

function OnHosts({ group }: { readonly group: SecurityGroup }) {
  const say = useSay();
  const api = useApi();
  const at = route.useSearch();
  const navigate = route.useNavigate();
  const { data: hosts, error, refetch } = useQuery(hostsOfGroup(api, group.id));
  if (hosts === undefined) {
    return error === null ? <LoadingRows /> : <Failed error={error} onRetry={() => void refetch()} />;
  }
  const chosen = hosts.find(({ host }) => host === at.host) ?? hosts[0];
  if (chosen === undefined) {
    return (
      <Panel>
        <Empty icon={<IconServer2 size={24} />}>{say('web.groupIptablesNowhere', { group: group.name })}</Empty>
      </Panel>
    );
  }
  return (
    <>
      <div className={classes['toolbar']}>
        <Select
          label={say('web.groupIptablesHost')}
          data={hosts.map(({ host, ports }) => ({
            value: host,
            label: `${host} · ${say('web.groupMembers', { count: ports })}`,
          }))}
          value={chosen.host}
          onChange={(host) =>
            host !== null && void navigate({ search: (before) => ({ ...before, host }), replace: true })
          }
          allowDeselect={false}
          searchable={hosts.length > 8}
          className={classes['host'] ?? ''}
        />
        <p className={classes['about']}>{say('web.groupIptablesAbout')}</p>
        <Link
          to="/hosts/$host"
          params={{ host: chosen.host }}
          search={{ tab: 'iptables' }}
          className={classes['there'] ?? ''}
        >
          {say('web.groupOnHostPage', { host: chosen.host })}
        </Link>
      </div>
      <OnHost key={chosen.host} group={group.id} host={chosen.host} />
    </>
  );
}

function OnHost({ group, host }: { readonly group: string; readonly host: string }) {
  const say = useSay();
  const ask = useMemo(() => ({ group }), [group]);
  const { answer, error } = useReading({ host }, 'group', ask);
  if (answer === undefined) return error === null ? <LoadingRows /> : <Failed error={error} />;
  const { chains, sets } = answer;
  if (chains.length === 0 && sets.length === 0) {
    return (
      <Panel>
        <Empty icon={<IconServer2 size={24} />}>{say('web.groupIptablesNone', { host })}</Empty>
      </Panel>
    );
  }
  return (
    <div className={classes['panels']}>
      {chains.map(({ family, table, chain, port, rules }) => (
        <Panel
          key={`${family} ${table} ${chain}`}
          title={
            <>
              <ChainName chain={chain} /> <span className={classes['port']}>{port}</span>
            </>
          }
          aside={<Tag>{family === 'ipv4' ? 'IPv4' : 'IPv6'}</Tag>}
        >
          <ol className={classes['rules']}>
            {rules.map(({ number, text, why }) => (
              <li key={number}>
                <span className={classes['number']}>{number}</span>
                <span className={classes['text']}>
                  <RuleText text={text} /> <WhyMark why={why} />
                </span>
              </li>
            ))}
          </ol>
        </Panel>
      ))}
      {sets.length > 0 && (
        <Panel title={say('web.groupIptablesSets')}>
          <p className={classes['about']}>{say('web.groupIptablesSetsAbout')}</p>
          <ul className={classes['sets']}>
            {sets.map(({ name, members }) => (
              <li key={name}>
                <Link to="/hosts/$host" params={{ host }} search={{ tab: 'sets', set: name, to: '_expected' }}>
                  <code>{name}</code>
                </Link>{' '}
                <span className={classes['about']}>{say('web.groupMembers', { count: members })}</span>
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </div>
  );
}
