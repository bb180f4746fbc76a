import { IconAlertTriangle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../api/api-context.ts';
import { type NewRule, type SecurityGroup, groupUse } from '../../api/security-groups.ts';
import { listed } from '../../language/dates.ts';
import { useLanguage } from '../../language/language.tsx';
import { exposedBy, isOpenToAny } from '../../../model/index.ts';
import { RuleSentences, type RemoteNames } from '../../rules/rule-sentences.tsx';
import { remoteOf, sentenceOf } from '../../rules/sentences.ts';
import { serviceText } from '../../rules/services.ts';
import classes from './rule-effect.module.css';

/** What a rule would do, while it is being made: in words, in numbers, and with a warning where there is one. */
export function RuleEffect({
  group,
  rule,
  names,
}: {
  readonly group: SecurityGroup;
  readonly rule: NewRule | undefined;
  readonly names: RemoteNames;
}) {
  const { say, language } = useLanguage();
  const api = useApi();
  const { data: use } = useQuery(groupUse(api));
  const exposed = rule === undefined ? [] : exposedBy(rule);
  return (
    <section className={classes['effect']} aria-label={say('web.whatItDoes')}>
      <h3 className={classes['title']}>{say('web.whatItDoes')}</h3>
      {rule === undefined ? (
        <p className={classes['muted']}>{say('web.effectWaiting')}</p>
      ) : (
        <div className={classes['words']} aria-live="polite">
          <RuleSentences sentences={[sentenceOf(group.id, { ...rule, id: '' })]} group={group.name} names={names} />
          {use !== undefined && <p className={classes['muted']}>{countsOf(rule)}</p>}
          {exposed === 'everything' ? (
            <Warning text={say('web.sayWarnEverything')} />
          ) : exposed.length > 0 ? (
            <Warning
              text={say('web.sayWarnGuarded', {
                services: listed(language, exposed.map(({ name }) => name).slice(0, 4)),
              })}
            />
          ) : (
            isOpenToAny(rule) && <Warning text={say('web.sayWarnAny')} />
          )}
        </div>
      )}
    </section>
  );

  function countsOf(rule: NewRule): string {
    const members = use?.[group.id]?.ports ?? 0;
    if (members === 0) return say('web.pairsNobody', { group: group.name });
    const service = serviceText(say, rule);
    if (rule.direction === 'egress') return say('web.pairsOut', { count: members, service });
    return say('web.pairsIn', { count: members, service, senders: sendersOf(rule) });
  }

  function sendersOf(rule: NewRule): string {
    const remote = remoteOf(rule);
    switch (remote.kind) {
      case 'any':
        return say('web.sendersAny');
      case 'group':
        return say('web.sendersGroup', { count: use?.[remote.id]?.ports ?? 0, remote: names.group(remote.id) });
      case 'addressGroup':
        return say('web.sendersPrefix', { remote: names.addressGroup(remote.id) });
      case 'prefix':
        return say('web.sendersPrefix', { remote: remote.prefix });
    }
  }
}

function Warning({ text }: { readonly text: string }) {
  return (
    <div className={classes['warning']}>
      <IconAlertTriangle size={18} aria-hidden />
      <span>{text}</span>
    </div>
  );
}
