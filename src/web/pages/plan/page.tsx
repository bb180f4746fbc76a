import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, getRouteApi } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import type { PlanJson } from '../../../wire/index.ts';
import { useApi } from '../../api/api-context.ts';
import { ApiFailure } from '../../api/http.ts';
import { applyPlan, confirmPlan, dropPlan, makePlan, onePlan, undoPlan } from '../../api/plans.ts';
import { useSession } from '../../app/session-context.ts';
import { moment } from '../../language/dates.ts';
import { delayText } from '../../language/delay.ts';
import { useLanguage } from '../../language/language.tsx';
import { CopyText } from '../../parts/copy-text.tsx';
import { Failed, FormFailure } from '../../parts/failed.tsx';
import { LoadingRows } from '../../parts/loading.tsx';
import { Mark } from '../../parts/mark.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useToast } from '../../parts/toasts.tsx';
import { type ApplyDraft, ApplyFields, emptyApplyDraft, needsLook, readApplyDraft } from '../../plans/apply-fields.tsx';
import { changeLine } from '../../plans/change-words.ts';
import { usePlanHosts } from '../../plans/hosts-done.tsx';
import { Outcome } from '../../plans/outcome.tsx';
import { PlanStateMark, planTitle, useChangeSpeech } from '../../plans/plan-parts.tsx';
import classes from './page.module.css';

const route = getRouteApi('/frame/changes/$id');

export default function PlanPage() {
  const { say } = useLanguage();
  const api = useApi();
  const { id } = route.useParams();
  const { data: plan, error, refetch } = useQuery(onePlan(api, id));
  if (plan !== undefined) return <Plan plan={plan} />;
  return (
    <>
      <PageHead title={say('web.plan')} above={<Link to="/changes">{say('web.changes')}</Link>} />
      {error === null ? <LoadingRows /> : <Failed error={error} onRetry={() => void refetch()} />}
    </>
  );
}

function Plan({ plan }: { readonly plan: PlanJson }) {
  const { say, language } = useLanguage();
  const { may_write } = useSession();
  const speech = useChangeSpeech();
  const when = (at: string) => moment(language, new Date(at));
  const { made_at, made_by, revision, applied_at, applied_by, applied_revision, reason, confirm_by } = plan;
  return (
    <>
      <PageHead title={planTitle(plan, speech)} above={<Link to="/changes">{say('web.changes')}</Link>}>
        <PlanStateMark state={plan.state} />
        <CopyText text={plan.id} short={`${plan.id.slice(0, 13)}…`} />
        <span>{say('web.planMade', { when: when(made_at), who: made_by, revision })}</span>
        {applied_at !== null && (
          <span>
            {say('web.planApplied', {
              when: when(applied_at),
              who: applied_by ?? '',
              revision: applied_revision ?? '',
            })}
          </span>
        )}
      </PageHead>
      <div className={classes['columns']}>
        <Panel title={say('web.whatItDoes')}>
          <Outcome outcome={plan.outcome} planned={plan.state === 'waiting' ? { id: plan.id } : undefined} />
        </Panel>
        <div className={classes['column']}>
          {plan.state === 'waiting' && may_write && <Waiting plan={plan} />}
          {plan.state === 'applied' && confirm_by !== null && (
            <Panel title={say('web.confirmBar')}>
              <p>{say('web.planConfirmBy', { when: when(confirm_by) })}</p>
              {may_write && <Applied plan={plan} />}
            </Panel>
          )}
          <Panel title={say('web.planChanges')}>
            <ul className={classes['changes']}>
              {plan.changes.map((change, index) => {
                const { sign, text } = changeLine(change, speech);
                return (
                  // Changes have no other name than their place.
                  // oxlint-disable-next-line react/no-array-index-key
                  <li key={index} data-sign={sign}>
                    <span className={classes['sign']} aria-label={say(signWords[sign])}>
                      {sign === '-' ? '−' : sign}
                    </span>
                    <span>{text}</span>
                  </li>
                );
              })}
            </ul>
            {reason !== null && <p className={classes['reason']}>{say('web.planReason', { reason })}</p>}
          </Panel>
          <Hosts plan={plan} />
        </div>
      </div>
    </>
  );
}

const signWords = { '+': 'web.planAdded', '-': 'web.planRemoved', '~': 'web.planChanged' } as const;

/** A plan that waits: what has to be typed, and what can be done with it. */
function Waiting({ plan }: { readonly plan: PlanJson }) {
  const { say } = useLanguage();
  const api = useApi();
  const tell = useToast();
  const navigate = route.useNavigate();
  const settle = useSettle(plan.id);
  const [draft, setDraft] = useState<ApplyDraft>(emptyApplyDraft);
  const [isChecked, setChecked] = useState(false);
  const apply = useMutation({
    mutationFn: async () => {
      const ask = readApplyDraft(draft, plan.outcome);
      return ask && applyPlan(api, plan.id, ask);
    },
    onSuccess: (done) => {
      if (done === undefined) return;
      settle(done);
      tell('done', say('web.planDone'));
    },
  });
  const drop = useMutation({
    mutationFn: () => dropPlan(api, plan.id),
    onSuccess: (done) => {
      settle(done);
      tell('done', say('web.planDropped'));
    },
  });
  const anew = useMutation({
    mutationFn: async () => {
      const changes = plan.changes.map(({ before: _before, ...change }) => change);
      const made = await makePlan(api, changes);
      settle(await dropPlan(api, plan.id));
      return made;
    },
    onSuccess: ({ id }) => void navigate({ to: '/changes/$id', params: { id } }),
  });
  const failure = apply.error ?? drop.error ?? anew.error;
  const isOutdated = failure instanceof ApiFailure && failure.type === 'PLAN_OUTDATED';
  const take = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (!apply.isPending) apply.mutate();
  };
  return (
    <Panel title={say('web.reviewApply')}>
      <form onSubmit={take} noValidate className={classes['form']}>
        <ApplyFields
          outcome={plan.outcome}
          draft={draft}
          onChange={(more) => setDraft((before) => ({ ...before, ...more }))}
          isChecked={isChecked}
          isUndoable={plan.changes.every(isUndoable)}
        />
        {failure !== null && <FormFailure error={failure} />}
        <div className={classes['buttons']}>
          <Button variant="default" onClick={() => drop.mutate()} loading={drop.isPending}>
            {say('web.planDrop')}
          </Button>
          {isOutdated ? (
            <Button onClick={() => anew.mutate()} loading={anew.isPending}>
              {say('web.planAnew')}
            </Button>
          ) : (
            <Button type="submit" loading={apply.isPending} {...(needsLook(plan.outcome) && { color: 'red' })}>
              {say('web.reviewApply')}
            </Button>
          )}
        </div>
      </form>
    </Panel>
  );
}

/** Only rules come back as they were. */
function isUndoable({ method, path }: PlanJson['changes'][number]): boolean {
  return method !== 'DELETE' || path.startsWith('/v2.0/security-group-rules/');
}

function Applied({ plan }: { readonly plan: PlanJson }) {
  const { say } = useLanguage();
  const api = useApi();
  const tell = useToast();
  const settle = useSettle(plan.id);
  const work = useMutation({
    mutationFn: (verb: 'confirm' | 'undo') => (verb === 'confirm' ? confirmPlan : undoPlan)(api, plan.id),
    onSuccess: (done, verb) => {
      settle(done);
      tell('done', say(verb === 'confirm' ? 'web.confirmKept' : 'web.confirmUndone'));
    },
  });
  return (
    <>
      {work.error !== null && <FormFailure error={work.error} />}
      <div className={classes['buttons']}>
        <Button variant="default" onClick={() => work.mutate('undo')} disabled={work.isPending}>
          {say('web.confirmUndo')}
        </Button>
        <Button onClick={() => work.mutate('confirm')} disabled={work.isPending}>
          {say('web.confirmKeep')}
        </Button>
      </div>
    </>
  );
}

/** Shows at once what became of the plan, and has the lists of plans asked for again. */
function useSettle(id: string): (plan: PlanJson) => void {
  const api = useApi();
  const client = useQueryClient();
  return (plan) => {
    client.setQueryData(onePlan(api, id).queryKey, plan);
    void client.invalidateQueries({ queryKey: ['plans'] });
  };
}

function Hosts({ plan }: { readonly plan: PlanJson }) {
  const { say } = useLanguage();
  const { at, hosts, all, done } = usePlanHosts(plan);
  const isApplied = plan.state === 'applied' || plan.state === 'confirmed';
  return (
    <Panel
      title={say('web.planOnHosts')}
      aside={
        isApplied &&
        all > 0 && <Mark kind={done >= all ? 'good' : 'waiting'}>{say('web.hostsDone', { done, all })}</Mark>
      }
    >
      {all === 0 ? (
        <p className={classes['quiet']}>{say('web.planNoHosts')}</p>
      ) : (
        <>
          {plan.state === 'waiting' && <p className={classes['quiet']}>{say('web.planNotApplied')}</p>}
          <ul className={classes['hosts']}>
            {hosts.map(({ host, step }) => (
              <li key={host}>
                <code>{host}</code>
                {isApplied && <HostStep at={at} step={step} />}
              </li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
}

function HostStep({
  at,
  step,
}: {
  readonly at: string | undefined;
  readonly step: { readonly enforced_at: string | null } | undefined;
}) {
  const { say } = useLanguage();
  if (step === undefined) return <Mark kind="plain">{say('web.hostNotTold')}</Mark>;
  if (step.enforced_at === null || at === undefined) return <Mark kind="waiting">{say('web.hostTold')}</Mark>;
  const ms = Math.max(0, Date.parse(step.enforced_at) - Date.parse(at));
  return <Mark kind="good">{say('web.hostHasIt', { delay: delayText(ms) })}</Mark>;
}
