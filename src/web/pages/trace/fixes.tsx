import { Button } from '@mantine/core';
import { IconAlertTriangle, IconBulb } from '@tabler/icons-react';
import { useState } from 'react';
import type { FixAnswer } from '../../asking/fix-answer.ts';
import { useSession } from '../../app/session-context.ts';
import { Failed } from '../../parts/failed.tsx';
import { ApplyFix } from './apply-fix.tsx';
import { FixTitle } from './fix-title.tsx';
import classes from './fixes.module.css';
import { useTraceWords } from './words.ts';

/** Changes that would let the packet through, the narrowest first, each with what else it opens. */
export function Fixes({
  fixes,
  error,
  hint,
}: {
  readonly fixes: readonly FixAnswer[] | undefined;
  readonly error: unknown;
  readonly hint: string;
}) {
  const words = useTraceWords();
  const { may_write } = useSession();
  const [chosen, setChosen] = useState<FixAnswer>();
  if (fixes === undefined) {
    return (
      <>
        <h3 className={classes['small']}>{words('trace.fixTitle')}</h3>
        {error ? <Failed error={error} /> : <p className={classes['looking']}>{words('trace.fixLooking')}</p>}
      </>
    );
  }
  if (fixes.length === 0) {
    return (
      <>
        <h3 className={classes['small']}>{words('trace.whatToDo')}</h3>
        <p>{hint}</p>
      </>
    );
  }
  const ends = [...new Set(fixes.map(({ at }) => at))];
  return (
    <>
      {ends.length > 1 && <p className={classes['both']}>{words('trace.fixBoth')}</p>}
      {ends.map((at) => (
        <div key={at} className={classes['end']}>
          <h3 className={classes['small']}>
            {ends.length === 1 ? words('trace.fixTitle') : words('trace.fixTitleAt', { name: at })}
          </h3>
          <ol className={classes['list']}>
            {fixes
              .filter((fix) => fix.at === at)
              .map((fix, index) => (
                <li key={fix.command} className={classes['fix']}>
                  <IconBulb size={18} stroke={1.7} aria-hidden className={classes['bulb'] ?? ''} />
                  <div className={classes['words']}>
                    <p className={classes['title']}>
                      <FixTitle change={fix.change} />
                    </p>
                    <p className={classes['effect']}>
                      {index === 0 && <b>{words('trace.fixNarrowest')} · </b>}
                      {fix.effect}
                    </p>
                    {fix.exposure.beyond && (
                      <p className={classes['beyond']}>
                        <IconAlertTriangle size={14} aria-hidden /> {words('trace.fixOpensBeyond')}
                      </p>
                    )}
                  </div>
                  {may_write && (
                    <Button
                      size="compact-sm"
                      variant={index === 0 ? 'light' : 'default'}
                      onClick={() => setChosen(fix)}
                    >
                      {words('trace.fixApply')}
                    </Button>
                  )}
                </li>
              ))}
          </ol>
        </div>
      ))}
      {chosen !== undefined && <ApplyFix fix={chosen} onClose={() => setChosen(undefined)} />}
    </>
  );
}
