import { createRouter } from '@tanstack/react-router';
import { Broken } from '../frame/broken.tsx';
import { NotFound } from '../frame/not-found.tsx';
import { frameRoute, notFoundRoute, rootRoute, signInRoute } from './root-route.ts';
import { pageRoutes } from './routes.ts';
import { parseSearch, printSearch } from './search-text.ts';

export function createAppRouter() {
  return createRouter({
    routeTree: rootRoute.addChildren([signInRoute, frameRoute.addChildren([...pageRoutes, notFoundRoute])]),
    basepath: '/ui',
    parseSearch,
    stringifySearch: printSearch,
    scrollRestoration: true,
    defaultPreload: 'intent',
    defaultErrorComponent: Broken,
    defaultNotFoundComponent: NotFound,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
