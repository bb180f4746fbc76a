import { useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import type { PlanJson, PlannedChange } from '../../wire/index.ts';
import { useApi } from '../api/api-context.ts';
import { ApiFailure } from '../api/http.ts';
import { type ApplyAsk, applyPlan, dropPlan, makePlan, showPlan } from '../api/plans.ts';

/** What it does is no longer what somebody has looked at. */
export class ChangedMeanwhile extends Error {
  override readonly name = 'ChangedMeanwhile';
}

export type CarryOut = (changes: readonly PlannedChange[], fingerprint: string, ask: ApplyAsk) => Promise<PlanJson>;

/**
 * Makes a plan of changes and applies it, if it does what was looked at. Where no answer came, it may have been applied: the next
 * try goes on with the same plan, so that nothing is done twice.
 */
export function useCarryOut(): CarryOut {
  const api = useApi();
  const client = useQueryClient();
  const pending = useRef<{ readonly key: string; readonly plan: PlanJson } | undefined>(undefined);
  return async (changes, fingerprint, ask) => {
    const key = JSON.stringify(changes);
    const plan = pending.current?.key === key ? pending.current.plan : await makePlan(api, changes);
    pending.current = { key, plan };
    try {
      if (plan.outcome.fingerprint !== fingerprint) throw new ChangedMeanwhile();
      return await apply(plan, ask);
    } catch (error) {
      if (!isUnheard(error)) {
        pending.current = undefined;
        // One that stays is seen on the page of changes, and can be dropped there.
        await dropPlan(api, plan.id).catch(() => undefined);
      }
      if (isOutdated(error)) throw new ChangedMeanwhile();
      throw error;
    } finally {
      void client.invalidateQueries({ queryKey: ['plans'] });
    }
  };

  async function apply({ id }: PlanJson, ask: ApplyAsk): Promise<PlanJson> {
    try {
      return await applyPlan(api, id, ask);
    } catch (error) {
      if (!(error instanceof ApiFailure && error.type === 'PLAN_STATE')) throw error;
      const now = await showPlan(api, id);
      if (now.state === 'applied' || now.state === 'confirmed') return now;
      throw error;
    }
  }
}

function isUnheard(error: unknown): boolean {
  return error instanceof ApiFailure && (error.status === 0 || error.status >= 500);
}

function isOutdated(error: unknown): boolean {
  return error instanceof ApiFailure && error.type === 'PLAN_OUTDATED';
}
