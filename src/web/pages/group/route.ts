import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoute } from '../../app/root-route.ts';
import { oneOf, textOf } from '../../app/search-text.ts';
import { type GroupTab, tabNames } from './tab-names.ts';

export interface GroupSearch {
  readonly tab?: GroupTab;
  readonly do?: 'add-rule' | 'edit';
  /** The rule that a new one begins as. */
  readonly from?: string;
}

export const groupRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/security-groups/$id',
  validateSearch: (search: Record<string, unknown>): GroupSearch => {
    const tab = oneOf(tabNames, search['tab']);
    const todo = oneOf(['add-rule', 'edit'] as const, search['do']);
    const from = textOf(search['from']);
    return {
      ...(tab !== undefined && tab !== tabNames[0] && { tab }),
      ...(todo !== undefined && { do: todo }),
      ...(todo === 'add-rule' && from !== undefined && { from }),
    };
  },
  staticData: { page: { title: 'web.securityGroup' } },
  component: lazyRouteComponent(() => import('./page.tsx')),
});
