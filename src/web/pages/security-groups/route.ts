import { IconShieldLock } from '@tabler/icons-react';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoute } from '../../app/root-route.ts';
import { oneOf, textOf } from '../../app/search-text.ts';

export interface SecurityGroupsSearch {
  readonly filter?: string;
  readonly sort?: 'name' | '-name';
  /** The dialog that is open: a new group, or the one that is edited. */
  readonly do?: 'create' | 'edit';
  readonly id?: string;
}

export const securityGroupsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/security-groups',
  validateSearch: (search: Record<string, unknown>): SecurityGroupsSearch => {
    const filter = textOf(search['filter']);
    const sort = oneOf(['name', '-name'] as const, search['sort']);
    const todo = oneOf(['create', 'edit'] as const, search['do']);
    const id = textOf(search['id']);
    return {
      ...(filter !== undefined && { filter }),
      ...(sort !== undefined && { sort }),
      ...(todo !== undefined && { do: todo }),
      ...(todo === 'edit' && id !== undefined && { id }),
    };
  },
  staticData: { page: { title: 'web.securityGroups', navigation: { group: 'access', icon: IconShieldLock, go: 's' } } },
  component: lazyRouteComponent(() => import('./page.tsx')),
});
