import { IconUserQuestion } from '@tabler/icons-react';
import type { DumpAnswer } from '../../asking/dump-answer.ts';
import { Empty } from '../../parts/empty.tsx';
import { Tag } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import classes from './unowned-tab.module.css';
import { usePasteWords } from './words.ts';

/** Rules that nobody wrote who is known, by place. */
export function UnownedTab({ answer: { unowned } }: { readonly answer: DumpAnswer }) {
  const words = usePasteWords();
  if (unowned.length === 0) {
    return (
      <Panel>
        <Empty icon={<IconUserQuestion size={24} />}>{words('paste.unownedNone')}</Empty>
      </Panel>
    );
  }
  return (
    <>
      <p className={classes['about']}>{words('paste.unownedAbout')}</p>
      <div className={classes['places']}>
        {unowned.map(({ place, program, policy, rules }) => (
          <Panel
            key={place}
            title={<code>{place}</code>}
            aside={
              <span>
                {program !== null && <Tag>{program}</Tag>} {policy !== null && words('paste.policyIs', { policy })}
              </span>
            }
          >
            <ol className={classes['rules']}>
              {rules.map(({ number, text }) => (
                <li key={number} value={number}>
                  <code>{text}</code>
                </li>
              ))}
            </ol>
          </Panel>
        ))}
      </div>
    </>
  );
}
