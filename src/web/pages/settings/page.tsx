import { SegmentedControl, useMantineColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Language } from '../../../words/index.ts';
import type { PageKey } from '../../words/page-words.ts';
import { useApi } from '../../api/api-context.ts';
import { quotas } from '../../api/quotas.ts';
import { useSession } from '../../app/session-context.ts';
import { moment } from '../../language/dates.ts';
import { useLanguage } from '../../language/language.tsx';
import { CopyText } from '../../parts/copy-text.tsx';
import { Failed } from '../../parts/failed.tsx';
import { LoadingRows } from '../../parts/loading.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Assertions } from './assertions.tsx';
import classes from './page.module.css';

export default function SettingsPage() {
  const { say } = useLanguage();
  return (
    <>
      <PageHead title={say('web.settings')} />
      <div className={classes['panels']}>
        <div className={classes['column']}>
          <Appearance />
          <WhoAmI />
        </div>
        <div className={classes['column']}>
          <Assertions />
          <Quotas />
        </div>
      </div>
    </>
  );
}

function Appearance() {
  const { say, language, speak } = useLanguage();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Panel title={say('web.appearance')} aside={<span className={classes['aside']}>{say('web.keptHere')}</span>}>
      <dl className={classes['facts']}>
        <dt>{say('web.language')}</dt>
        <dd>
          <SegmentedControl
            aria-label={say('web.language')}
            value={language}
            onChange={(value) => speak(value as Language)}
            data={[
              { value: 'en', label: <span lang="en">English</span> },
              { value: 'zh-CN', label: <span lang="zh-CN">中文</span> },
            ]}
          />
        </dd>
        <dt>{say('web.theme')}</dt>
        <dd>
          <SegmentedControl
            aria-label={say('web.theme')}
            value={colorScheme}
            onChange={(value) => setColorScheme(value as typeof colorScheme)}
            data={[
              { value: 'auto', label: say('web.themeAuto') },
              { value: 'light', label: say('web.themeLight') },
              { value: 'dark', label: say('web.themeDark') },
            ]}
          />
        </dd>
      </dl>
    </Panel>
  );
}

function WhoAmI() {
  const { say, language } = useLanguage();
  const { user, project, roles, expires_at, address } = useSession();
  return (
    <Panel title={say('web.whoAmI')}>
      <dl className={classes['facts']}>
        <dt>{say('web.signedInAs')}</dt>
        <dd>
          {user === null ? (
            say('web.administratorToken')
          ) : (
            <>
              {user.name} <CopyText text={user.id} short={`${user.id.slice(0, 8)}…`} />
            </>
          )}
        </dd>
        <dt>{say('web.project')}</dt>
        <dd>
          {project.name}{' '}
          {project.name !== project.id && <CopyText text={project.id} short={`${project.id.slice(0, 8)}…`} />}
        </dd>
        {roles.length > 0 && (
          <>
            <dt>{say('web.roles')}</dt>
            <dd>{roles.join(', ')}</dd>
          </>
        )}
        <dt>{say('web.sessionUntil')}</dt>
        <dd>{moment(language, new Date(expires_at))}</dd>
        {address !== null && (
          <>
            <dt>{say('web.myAddress')}</dt>
            <dd>
              <code>{address}</code>
            </dd>
          </>
        )}
      </dl>
    </Panel>
  );
}

const shown: readonly (readonly [name: string, title: PageKey])[] = [
  ['security_group', 'web.quotaGroup'],
  ['security_group_rule', 'web.quotaRule'],
  ['port', 'web.quotaPort'],
  ['network', 'web.quotaNetwork'],
  ['subnet', 'web.quotaSubnet'],
  ['rbac_policy', 'web.quotaPolicy'],
];
/** From here on somebody should know. */
const nearly = 0.9;

function Quotas() {
  const { say } = useLanguage();
  const api = useApi();
  const { project } = useSession();
  const { data, error, refetch } = useQuery(quotas(api, project.id));
  return (
    <Panel title={say('web.quotasOf', { project: project.name })}>
      {error !== null && data === undefined && <Failed error={error} onRetry={() => void refetch()} />}
      {error === null && data === undefined && <LoadingRows rows={3} />}
      {data !== undefined && (
        <ul className={classes['quotas']}>
          {shown.map(([name, title]) => {
            const { limit = -1, used = 0 } = data[name] ?? {};
            const share = limit <= 0 ? (limit === 0 ? 1 : 0) : Math.min(1, used / limit);
            return (
              <li key={name}>
                <div className={classes['quota']}>
                  <span>{say(title)}</span>
                  <span className={classes['used']} data-full={share >= nearly || undefined}>
                    {limit < 0 ? say('web.quotaUnlimited', { used }) : say('web.quotaUsed', { used, limit })}
                  </span>
                </div>
                <div className={classes['bar']} aria-hidden>
                  <span style={{ width: `${share * 100}%` }} data-full={share >= nearly || undefined} />
                </div>
              </li>
            );
          })}
        </ul>
      )}
    </Panel>
  );
}
