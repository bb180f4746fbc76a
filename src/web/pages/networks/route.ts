import { IconAffiliate } from '@tabler/icons-react';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoute } from '../../app/root-route.ts';
import { oneOf, textOf } from '../../app/search-text.ts';

export interface NetworksSearch {
  readonly filter?: string;
  readonly sort?: 'name' | '-name';
}

export const networksRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/networks',
  validateSearch: (search: Record<string, unknown>): NetworksSearch => {
    const filter = textOf(search['filter']);
    const sort = oneOf(['name', '-name'] as const, search['sort']);
    return { ...(filter !== undefined && { filter }), ...(sort !== undefined && { sort }) };
  },
  staticData: { page: { title: 'web.networks', navigation: { group: 'access', icon: IconAffiliate, go: 'n' } } },
  component: lazyRouteComponent(() => import('./page.tsx')),
});
