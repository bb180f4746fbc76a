import type { GroupUse, SecurityGroup } from '../../api/security-groups.ts';
import { listed } from '../../language/dates.ts';
import { useLanguage } from '../../language/language.tsx';
import { Mark } from '../../parts/mark.tsx';
import { exposedServices } from '../../rules/exposure-words.ts';
import classes from './findings.module.css';

/** What is worth a look in a group, as far as its rules say by themselves. */
export function Findings({
  group,
  use,
  isKnown,
}: {
  readonly group: SecurityGroup;
  readonly use: GroupUse[string];
  /** Whether it is known what is in use. */
  readonly isKnown: boolean;
}) {
  const { say, language } = useLanguage();
  const exposed = exposedServices(group.security_group_rules);
  const isUnused = isKnown && (use?.ports ?? 0) === 0 && (use?.named_by ?? 0) === 0;
  return (
    <div className={classes['findings']}>
      {exposed === 'everything' && <Mark kind="bad">{say('web.findingOpenAll')}</Mark>}
      {exposed !== 'everything' && exposed.length > 0 && (
        <Mark kind="warn">{say('web.findingOpen', { services: listed(language, shortened(exposed)) })}</Mark>
      )}
      {isUnused && <Mark kind="plain">{say('web.findingUnused')}</Mark>}
    </div>
  );
}

/** Three names are enough to know what it is about. */
function shortened(names: readonly string[]): readonly string[] {
  return names.length > 3 ? [...names.slice(0, 2), '…'] : names;
}
