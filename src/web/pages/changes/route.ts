import { IconGitPullRequest } from '@tabler/icons-react';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoute } from '../../app/root-route.ts';
import { oneOf } from '../../app/search-text.ts';

export const planFilters = ['waiting', 'applied', 'undone', 'dropped'] as const;

export interface ChangesSearch {
  /** Which plans are shown; without it, all of them. */
  readonly state?: (typeof planFilters)[number];
}

export const changesRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/changes',
  validateSearch: (search: Record<string, unknown>): ChangesSearch => {
    const state = oneOf(planFilters, search['state']);
    return state === undefined ? {} : { state };
  },
  staticData: {
    page: { title: 'web.changes', navigation: { group: 'operations', icon: IconGitPullRequest, go: 'c' } },
  },
  component: lazyRouteComponent(() => import('./page.tsx')),
});
