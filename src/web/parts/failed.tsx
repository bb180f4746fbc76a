import { Button } from '@mantine/core';
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react';
import { useSay } from '../language/language.tsx';
import { failureWords } from './failure-words.ts';
import classes from './states.module.css';

/** What failed, why, what to do, and once more. The rest of the page goes on. */
export function Failed({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) {
  const say = useSay();
  const { sentence, hint, code, isEnglish } = failureWords(say, error);
  return (
    <div className={classes['failed']} role="alert">
      <IconAlertTriangle size={20} aria-hidden />
      <div className={classes['words']}>
        <p className={classes['sentence']} lang={isEnglish ? 'en' : undefined}>
          {sentence}
        </p>
        <p className={classes['hint']}>{hint}</p>
        <code className={classes['code']}>{code}</code>
      </div>
      {onRetry !== undefined && (
        <Button variant="default" size="xs" leftSection={<IconRefresh size={14} aria-hidden />} onClick={onRetry}>
          {say('web.retry')}
        </Button>
      )}
    </div>
  );
}

/** The same inside of a form, above its buttons: what belongs to no field. */
export function FormFailure({ error }: { readonly error: unknown }) {
  const say = useSay();
  const { sentence, hint, code, isEnglish } = failureWords(say, error);
  return (
    <div className={classes['formFailure']} role="alert">
      <IconAlertTriangle size={18} aria-hidden />
      <div className={classes['words']}>
        <p lang={isEnglish ? 'en' : undefined}>{sentence}</p>
        <p className={classes['hint']}>
          {hint} <code className={classes['code']}>{code}</code>
        </p>
      </div>
    </div>
  );
}
