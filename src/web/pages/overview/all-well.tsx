import { IconShieldCheck } from '@tabler/icons-react';
import { useSay } from '../../language/language.tsx';
import classes from './page.module.css';

/** In place of what needs attention, when nothing does. */
export function AllWell({ text }: { readonly text: string }) {
  const say = useSay();
  return (
    <div className={classes['allWell']}>
      <IconShieldCheck size={28} stroke={1.6} aria-hidden />
      <div>
        <b>{say('web.attentionNone')}</b>
        <p>{text}</p>
      </div>
    </div>
  );
}
