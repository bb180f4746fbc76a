import { Button } from '@mantine/core';
import { IconHourglass } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import type { PlanJson } from '../../wire/index.ts';
import { useApi } from '../api/api-context.ts';
import { confirmPlan, showPlan, undoPlan } from '../api/plans.ts';
import { useSession } from '../app/session-context.ts';
import { useLanguage } from '../language/language.tsx';
import { Rich } from '../language/rich.tsx';
import { failureWords } from '../parts/failure-words.ts';
import { useToast } from '../parts/toasts.tsx';
import classes from './confirm-bar.module.css';
import { planTitle, useChangeSpeech } from './plan-parts.tsx';

/** How much of its time is left, and what to do before it is over. */
export default function ConfirmBar({ plan }: { readonly plan: PlanJson }) {
  const { say } = useLanguage();
  const api = useApi();
  const client = useQueryClient();
  const tell = useToast();
  const { may_write } = useSession();
  const speech = useChangeSpeech();
  const left = useSecondsLeft(plan);
  const isOver = left <= 0;
  const isSettled = useRef(false);
  const again = () => void client.invalidateQueries({ queryKey: ['plans'] });

  const work = useMutation({
    mutationFn: (verb: 'confirm' | 'undo') => (verb === 'confirm' ? confirmPlan : undoPlan)(api, plan.id),
    onSuccess: (_, verb) => {
      isSettled.current = true;
      tell('done', say(verb === 'confirm' ? 'web.confirmKept' : 'web.confirmUndone'));
    },
    onError: (error) => tell('failed', failureWords(say, error).sentence),
    onSettled: again,
  });

  // Its time is over: whether it is undone by now is asked for until it is.
  useEffect(() => {
    if (!isOver) return;
    const timer = window.setInterval(() => void client.invalidateQueries({ queryKey: ['plans'] }), 1000);
    return () => window.clearInterval(timer);
  }, [isOver, client]);
  // It is no longer one to confirm, and nobody here has said so.
  const hear = useRef(() => {});
  hear.current = () => {
    if (isSettled.current) return;
    void showPlan(api, plan.id)
      .then(({ state }) => state === 'undone' && tell('failed', say('web.confirmUndoneAlone')))
      .catch(() => undefined);
  };
  useEffect(() => () => hear.current(), []);

  const title = (
    <Link to="/changes/$id" params={{ id: plan.id }} className={classes['plan'] ?? ''}>
      {planTitle(plan, speech)}
    </Link>
  );
  return (
    <section className={classes['bar']} aria-label={say('web.confirmBar')}>
      <IconHourglass size={18} aria-hidden />
      <p className={classes['words']}>
        {isOver ? (
          <Rich say="web.confirmOver" plan={title} />
        ) : (
          <Rich say="web.confirmLeft" plan={title} left={<b role="timer">{leftText(left)}</b>} />
        )}
      </p>
      {may_write && !isOver && (
        <div className={classes['buttons']}>
          <Button size="xs" variant="default" onClick={() => work.mutate('undo')} disabled={work.isPending}>
            {say('web.confirmUndo')}
          </Button>
          <Button size="xs" onClick={() => work.mutate('confirm')} disabled={work.isPending}>
            {say('web.confirmKeep')}
          </Button>
        </div>
      )}
    </section>
  );
}

/** By this browser's clock, but never more than there was: its clock may be another than the server's. */
function useSecondsLeft({ confirm_by, applied_at }: PlanJson): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), 1000);
    return () => window.clearInterval(timer);
  }, []);
  if (confirm_by === null) return 0;
  const end = Date.parse(confirm_by);
  const whole = applied_at === null ? Number.POSITIVE_INFINITY : end - Date.parse(applied_at);
  return Math.ceil(Math.min(whole, end - now) / 1000);
}

/** "0:42". */
function leftText(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
