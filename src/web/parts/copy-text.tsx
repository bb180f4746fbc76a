import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useSay } from '../language/language.tsx';
import { copy } from './copy.ts';
import classes from './copy-text.module.css';

const shownMs = 1600;

/** An id or a command that is copied by a click. `short` is what is seen of it. */
export function CopyText({ text, short = text }: { readonly text: string; readonly short?: string }) {
  const say = useSay();
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = window.setTimeout(() => setCopied(false), shownMs);
    return () => window.clearTimeout(timer);
  }, [isCopied]);
  return (
    <button type="button" className={classes['copy']} title={text} onClick={() => void copy(text).then(setCopied)}>
      <code>{short}</code>
      <span className={classes['hidden']} aria-live="polite">
        {say(isCopied ? 'web.copied' : 'web.copy')}
      </span>
      {isCopied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
    </button>
  );
}
