import { createRootRoute, createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { Frame } from '../frame/frame.tsx';
import { textOf } from './search-text.ts';
import { Broken } from '../frame/broken.tsx';
import { NotFound } from '../frame/not-found.tsx';

export const rootRoute = createRootRoute({ errorComponent: Broken });

/** All pages but the one for signing in stand in the frame, and need a session. */
export const frameRoute = createRoute({ getParentRoute: () => rootRoute, id: 'frame', component: Frame });

/** An address that no page has. */
export const notFoundRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '$',
  staticData: { page: { title: 'web.notFound', isForEveryone: true } },
  component: NotFound,
});

export interface SignInSearch {
  /** Where to go after it. */
  readonly next?: string;
  /** Why somebody is here: his link was not taken. */
  readonly refused?: 'link';
}

export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): SignInSearch => {
    const next = textOf(search['next']);
    return {
      ...(next?.startsWith('/') === true && { next }),
      ...(search['refused'] === 'link' && { refused: 'link' }),
    };
  },
  component: lazyRouteComponent(() => import('../pages/sign-in/page.tsx')),
});
