import type { ReactNode } from 'react';
import { ago, moment } from '../../language/dates.ts';
import { useLanguage } from '../../language/language.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useNow } from '../../parts/use-now.ts';
import { ChainName } from '../../host-rules/chain-name.tsx';
import classes from './log-tab.module.css';
import type { HostTabProps } from './tab-props.ts';
import { useHostSay } from '../../host-rules/words.ts';

/** What the agent has reported of its work. */
export default function LogTab({ host }: HostTabProps) {
  const say = useHostSay();
  const { language } = useLanguage();
  const now = useNow();
  const { revision: needed, enforced_revision: enforced, apply_ms, error, repaired, heartbeat_at, ports } = host;
  const heard = heartbeat_at === null ? undefined : new Date(heartbeat_at);
  const troubled = ports.filter(({ report }) => report !== null && report.status !== 'enforced');
  const facts: readonly (readonly [title: string, value: ReactNode])[] = [
    [
      say('host.hostLogRevision'),
      enforced === null ? say('host.hostLogNever', { needed }) : say('host.hostLogRevisionAt', { enforced, needed }),
    ],
    [say('host.hostLogApply'), apply_ms === null ? '—' : say('web.applyMs', { ms: Math.round(apply_ms * 10) / 10 })],
    [
      say('host.hostLogHeard'),
      heard === undefined ? say('web.never') : `${ago(language, heard, now)} · ${moment(language, heard)}`,
    ],
    [
      say('host.hostLogError'),
      error === null ? (
        <Mark kind="good">{say('host.hostLogNoError')}</Mark>
      ) : (
        <div className={classes['error']}>
          <div>
            <code>{error.code}</code>
          </div>
          <div lang="en">{error.message}</div>
          {error.hint !== '' && (
            <div lang="en" className={classes['hint']}>
              {error.hint}
            </div>
          )}
        </div>
      ),
    ],
  ];
  return (
    <div className={classes['panels']}>
      <Panel>
        <dl className={classes['facts']}>
          {facts.map(([title, value]) => (
            <div key={title}>
              <dt>{title}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </Panel>
      {troubled.length > 0 && (
        <Panel title={say('host.hostLogPorts')}>
          <ul className={classes['list']}>
            {troubled.map(({ id, name, report }) => (
              <li key={id}>
                <strong>{name || id.slice(0, 8)}</strong> <code>{report?.device}</code>{' '}
                <Mark kind={report?.status === 'pending' ? 'waiting' : 'bad'}>
                  {say(`host.hostTap_${report?.status ?? 'pending'}`)}
                </Mark>
                {report?.error !== undefined && (
                  <div lang="en" className={classes['hint']}>
                    {report.error}
                  </div>
                )}
              </li>
            ))}
          </ul>
        </Panel>
      )}
      <Panel title={say('host.hostLogRepaired')} isFlush={repaired.length > 0}>
        {repaired.length === 0 ? (
          <p className={classes['hint']}>{say('host.hostLogNoRepairs')}</p>
        ) : (
          <table className={classes['repairs']}>
            <thead>
              <tr>
                <th scope="col">{say('host.hostLogWhen')}</th>
                <th scope="col">{say('host.hostLogWhere')}</th>
                <th scope="col">{say('host.hostLogWhat')}</th>
              </tr>
            </thead>
            <tbody>
              {repaired.map(({ at, family, table, chain, what }) => (
                <tr key={`${at} ${family} ${table} ${chain} ${what}`}>
                  <td>{moment(language, new Date(at))}</td>
                  <td>
                    <span className={classes['hint']}>
                      {family} {table}
                    </span>{' '}
                    <ChainName chain={chain} />
                  </td>
                  <td lang="en">
                    <code>{what}</code>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Panel>
    </div>
  );
}
