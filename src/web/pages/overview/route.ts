import { IconHome } from '@tabler/icons-react';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoute } from '../../app/root-route.ts';

export const overviewRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/',
  staticData: { page: { title: 'web.overview', navigation: { group: 'top', icon: IconHome, go: 'o' } } },
  component: lazyRouteComponent(() => import('./page.tsx')),
});
