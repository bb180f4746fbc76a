import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoute } from '../../app/root-route.ts';

export const networkRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/networks/$id',
  staticData: { page: { title: 'web.networks' } },
  component: lazyRouteComponent(() => import('./page.tsx')),
});
