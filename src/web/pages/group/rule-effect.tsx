import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { NewRule, SecurityGroup } from '../../api/security-groups.ts';
import { listed } from '../../language/dates.ts';
import { useLanguage } from '../../language/language.tsx';
import { exposedBy, isOpenToAny } from '../../../model/index.ts';
import { RuleSentences, type RemoteNames } from '../../rules/rule-sentences.tsx';
import { sentenceOf } from '../../rules/sentences.ts';
import classes from './rule-effect.module.css';

/** What a rule would do, while it is being made: in words, in numbers, and with a warning where there is one. */
export function RuleEffect({
  group,
  rule,
  names,
  effect,
}: {
  readonly group: SecurityGroup;
  readonly rule: NewRule | undefined;
  readonly names: RemoteNames;
  /** The same in numbers, as the server works it out. */
  readonly effect: ReactNode;
}) {
  const { say, language } = useLanguage();
  const exposed = rule === undefined ? [] : exposedBy(rule);
  return (
    <section className={classes['effect']} aria-label={say('web.whatItDoes')}>
      <h3 className={classes['title']}>{say('web.whatItDoes')}</h3>
      {rule === undefined ? (
        <p className={classes['muted']}>{say('web.effectWaiting')}</p>
      ) : (
        <div className={classes['words']} aria-live="polite">
          <RuleSentences sentences={[sentenceOf(group.id, { ...rule, id: '' })]} group={group.name} names={names} />
          {effect}
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
}

function Warning({ text }: { readonly text: string }) {
  return (
    <div className={classes['warning']}>
      <IconAlertTriangle size={18} aria-hidden />
      <span>{text}</span>
    </div>
  );
}
