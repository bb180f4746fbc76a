import { IconEyeCheck } from '@tabler/icons-react';
import type { DumpAnswer } from '../../asking/dump-answer.ts';
import { Empty } from '../../parts/empty.tsx';
import { Panel } from '../../parts/panel.tsx';
import classes from './overlooked-tab.module.css';
import { usePasteWords } from './words.ts';

const mostPlaces = 4;

/** What experts overlook, as far as it is so here: what, why, what follows, what to do. */
export function OverlookedTab({ answer: { overlooked } }: { readonly answer: DumpAnswer }) {
  const words = usePasteWords();
  if (overlooked.length === 0) {
    return (
      <Panel>
        <Empty icon={<IconEyeCheck size={24} />}>{words('paste.overlookedNone')}</Empty>
      </Panel>
    );
  }
  return (
    <ol className={classes['list']}>
      {overlooked.map(({ code, families, isHint, what, why, follows, todo, rules }) => (
        <li key={`${code} ${what}`} className={classes['finding']}>
          <h3 className={classes['what']}>{what}</h3>
          <p className={classes['code']}>
            <code>{code}</code> {families.join(', ')}
            {isHint && ` · ${words('paste.hint')}`}
          </p>
          <dl className={classes['parts']}>
            <dt>{words('paste.why')}</dt>
            <dd>{why}</dd>
            <dt>{words('paste.follows')}</dt>
            <dd>{follows}</dd>
            <dt>{words('paste.todo')}</dt>
            <dd>{todo}</dd>
          </dl>
          {rules.length > 0 && (
            <p className={classes['places']}>
              {[...rules.slice(0, mostPlaces), ...(rules.length > mostPlaces ? ['…'] : [])].join(', ')}
            </p>
          )}
        </li>
      ))}
    </ol>
  );
}
