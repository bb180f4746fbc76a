import { IconServer2 } from '@tabler/icons-react';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoute } from '../../app/root-route.ts';
import { oneOf, textOf } from '../../app/search-text.ts';

const sorts = ['host', '-host', 'state', '-state', 'ports', '-ports'] as const;

export interface HostsSearch {
  readonly filter?: string;
  readonly sort?: (typeof sorts)[number];
}

export const hostsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/hosts',
  validateSearch: (search: Record<string, unknown>): HostsSearch => {
    const filter = textOf(search['filter']);
    const sort = oneOf(sorts, search['sort']);
    return { ...(filter !== undefined && { filter }), ...(sort !== undefined && { sort }) };
  },
  staticData: {
    page: {
      title: 'web.hosts',
      navigation: { group: 'operations', icon: IconServer2, go: 'h' },
      isForAdministrators: true,
    },
  },
  component: lazyRouteComponent(() => import('./page.tsx')),
});
