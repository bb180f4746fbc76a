import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoute } from '../../app/root-route.ts';
import { oneOf, textOf } from '../../app/search-text.ts';
import { type GroupTab, tabNames } from './tab-names.ts';

export interface GroupSearch {
  readonly tab?: GroupTab;
  readonly do?: 'add-rule' | 'edit-rule' | 'edit';
  /** The rule that a new one begins as, or that is edited. */
  readonly from?: string;
  /** The entry of the history that is open, by its request. */
  readonly entry?: string;
  /** The host whose rules are shown. */
  readonly host?: string;
}

export const groupRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/security-groups/$id',
  validateSearch: (search: Record<string, unknown>): GroupSearch => {
    const tab = oneOf(tabNames, search['tab']);
    const todo = oneOf(['add-rule', 'edit-rule', 'edit'] as const, search['do']);
    const from = textOf(search['from']);
    const entry = textOf(search['entry']);
    const host = textOf(search['host']);
    return {
      ...(tab !== undefined && tab !== tabNames[0] && { tab }),
      ...(todo !== undefined && { do: todo }),
      ...((todo === 'add-rule' || todo === 'edit-rule') && from !== undefined && { from }),
      ...(tab === 'history' && entry !== undefined && { entry }),
      ...(tab === 'iptables' && host !== undefined && { host }),
    };
  },
  staticData: { page: { title: 'web.securityGroup' } },
  component: lazyRouteComponent(() => import('./page.tsx')),
});
