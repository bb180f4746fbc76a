import { Link } from '@tanstack/react-router';
import type { AuditEntryJson } from '../../../wire/index.ts';
import { useProjectName } from '../../api/projects.ts';
import { moment } from '../../language/dates.ts';
import { delayText } from '../../language/delay.ts';
import { useLanguage } from '../../language/language.tsx';
import { CopyText } from '../../parts/copy-text.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Mark } from '../../parts/mark.tsx';
import classes from './audit-entry.module.css';
import { Allowed, What } from './audit-table.tsx';
import { delayOf } from './entry-words.ts';

/** One entry of the log, whole. */
export function AuditEntry({ entry, onClose }: { readonly entry: AuditEntryJson; readonly onClose: () => void }) {
  const { say, language } = useLanguage();
  const projectName = useProjectName();
  const { objects, changed, hosts, body, plan_id } = entry;
  return (
    <Dialog title={say('web.auditEntry', { revision: entry.revision })} isOpen onClose={onClose} size="wide">
      <p className={classes['what']}>
        <What entry={entry} />
      </p>
      <dl className={classes['facts']}>
        <dt>{say('web.auditWhen')}</dt>
        <dd>{moment(language, new Date(entry.at))}</dd>
        <dt>{say('web.auditWho')}</dt>
        <dd>
          {entry.actor} · {projectName(entry.project_id)}
        </dd>
        {entry.address !== '' && (
          <>
            <dt>{say('web.auditFrom')}</dt>
            <dd>
              <code>{entry.address}</code>
            </dd>
          </>
        )}
        <dt>{say('web.auditRequest')}</dt>
        <dd>
          <CopyText text={entry.request_id} />
        </dd>
        <dt>{say('web.auditAsked')}</dt>
        <dd>
          <code>
            {entry.method} {entry.path}
          </code>
        </dd>
        <dt>{say('web.auditAllowed')}</dt>
        <dd>
          <Allowed entry={entry} />
        </dd>
        {plan_id !== null && (
          <>
            <dt>{say('web.auditPlan')}</dt>
            <dd>
              <Link to="/changes/$id" params={{ id: plan_id }}>
                {plan_id.slice(0, 13)}…
              </Link>
            </dd>
          </>
        )}
        <dt>{say('web.auditHosts')}</dt>
        <dd>
          {hosts.length === 0 ? (
            say('web.auditNoHosts')
          ) : (
            <ul className={classes['list']}>
              {hosts.map((step) => {
                const ms = delayOf(entry, step);
                return (
                  <li key={step.host}>
                    <code>{step.host}</code>
                    {ms === undefined ? (
                      <Mark kind="waiting">{say('web.hostTold')}</Mark>
                    ) : (
                      <Mark kind="good">{say('web.hostHasIt', { delay: delayText(ms) })}</Mark>
                    )}
                  </li>
                );
              })}
            </ul>
          )}
        </dd>
        <dt>{say('web.auditObjects')}</dt>
        <dd>
          <ul className={classes['objects']}>
            {objects.map(({ table, id, action }) => (
              <li key={`${action} ${table} ${id}`}>
                <code>
                  {action} {table} {id}
                </code>
              </li>
            ))}
          </ul>
          {changed > objects.length && say('web.auditObjectsCut', { shown: objects.length, count: changed })}
        </dd>
        {body !== null && Object.keys(Object(body)).length > 0 && (
          <>
            <dt>{say('web.auditBody')}</dt>
            <dd>
              <pre className={classes['body']} tabIndex={0} aria-label={say('web.auditBody')}>
                {JSON.stringify(body, undefined, 2)}
              </pre>
            </dd>
          </>
        )}
      </dl>
    </Dialog>
  );
}
