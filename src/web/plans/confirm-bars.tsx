import { useQuery } from '@tanstack/react-query';
import { Suspense, lazy } from 'react';
import { useApi } from '../api/api-context.ts';
import { plansToConfirm } from '../api/plans.ts';

const ConfirmBar = lazy(() => import('./confirm-bar.tsx'));

/** A bar for each plan that is undone by itself unless somebody confirms it, on whatever page he is. */
export function ConfirmBars() {
  const { data = [] } = useQuery(plansToConfirm(useApi()));
  if (data.length === 0) return null;
  return (
    <Suspense fallback={null}>
      {data.map((plan) => (
        <ConfirmBar key={plan.id} plan={plan} />
      ))}
    </Suspense>
  );
}
