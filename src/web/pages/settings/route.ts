import { IconSettings } from '@tabler/icons-react';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoute } from '../../app/root-route.ts';

export const settingsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/settings',
  staticData: { page: { title: 'web.settings', navigation: { group: 'operations', icon: IconSettings, go: ',' } } },
  component: lazyRouteComponent(() => import('./page.tsx')),
});
