import { IconEye } from '@tabler/icons-react';
import { useMemo } from 'react';
import { Empty } from '../../parts/empty.tsx';
import { Failed } from '../../parts/failed.tsx';
import { LoadingRows } from '../../parts/loading.tsx';
import { Tag } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { MomentPicker } from './moment-picker.tsx';
import { NoAnswer } from './no-answer.tsx';
import classes from './overlooked-tab.module.css';
import type { FoundThing } from '../../host-rules/reading/find-overlooked.ts';
import type { HostTabProps } from './tab-props.ts';
import { useShownMoment } from './use-moment.ts';
import { useReading } from '../../host-rules/use-reading.ts';
import { useHostSay } from '../../host-rules/words.ts';

/** What is true of the host's rules and seldom expected. */
export default function OverlookedTab({ host, at, go }: HostTabProps) {
  const say = useHostSay();
  const { moment, error: momentError, retry, name, isInstead } = useShownMoment(host, at.to);
  const ask = useMemo(() => (moment === undefined ? undefined : { at: moment }), [moment]);
  const { answer, error: readError } = useReading(host, 'overlooked', ask);
  const error = momentError ?? readError;
  return (
    <>
      {isInstead && host.alive && <NoAnswer host={host} />}
      <div className={classes['toolbar']}>
        <MomentPicker host={host} label={say('host.hostMoment')} value={name} onChange={(to) => go({ to })} />
        <p className={classes['about']}>{say('host.hostOverlookedAbout')}</p>
      </div>
      {error !== null && answer === undefined && <Failed error={error} onRetry={retry} />}
      {error === null && answer === undefined && <LoadingRows />}
      {answer?.length === 0 && (
        <Panel>
          <Empty icon={<IconEye size={24} />}>{say('host.hostOverlookedNone')}</Empty>
        </Panel>
      )}
      {answer !== undefined && answer.length > 0 && (
        <ul className={classes['list']}>
          {answer.map((found) => (
            <Found key={`${found.code} ${found.family} ${found.words.what}`} found={found} />
          ))}
        </ul>
      )}
    </>
  );
}

function Found({ found }: { readonly found: FoundThing }) {
  const say = useHostSay();
  const { words, family, code, rules, more, isSure } = found;
  return (
    <li className={classes['found']}>
      <details>
        <summary>
          <span className={classes['what']}>{words.what}</span>
          <span className={classes['tags']}>
            {family !== null && <Tag>{family === 'ipv4' ? 'IPv4' : 'IPv6'}</Tag>}
            {!isSure && <Tag>{say('host.hostHint')}</Tag>}
            <code className={classes['code']}>{code}</code>
          </span>
        </summary>
        <dl className={classes['more']}>
          <dt>{say('host.hostWhy')}</dt>
          <dd>{words.why}</dd>
          <dt>{say('host.hostFollows')}</dt>
          <dd>{words.follows}</dd>
          <dt>{say('host.hostTodo')}</dt>
          <dd>{words.todo}</dd>
          {rules.length > 0 && (
            <>
              <dt>{say('web.tabRules')}</dt>
              <dd>
                <ul className={classes['rules']}>
                  {rules.map(({ table, chain, number, text }) => (
                    <li key={`${table} ${chain} ${number}`}>
                      <code>{text}</code>
                    </li>
                  ))}
                </ul>
                {more > 0 && <span className={classes['code']}>{say('host.hostMoreRules', { count: more })}</span>}
              </dd>
            </>
          )}
        </dl>
      </details>
    </li>
  );
}
