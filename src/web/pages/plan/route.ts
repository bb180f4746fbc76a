import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoute } from '../../app/root-route.ts';

export const planRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/changes/$id',
  staticData: { page: { title: 'web.plan' } },
  component: lazyRouteComponent(() => import('./page.tsx')),
});
