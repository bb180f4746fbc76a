import { IconHistory } from '@tabler/icons-react';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoute } from '../../app/root-route.ts';
import { textOf } from '../../app/search-text.ts';

export interface AuditSearch {
  /** Who changed something. */
  readonly actor?: string;
  /** An id, or the name of a table. */
  readonly object?: string;
  /** The entry that is open, by its request. */
  readonly entry?: string;
}

export const auditRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/audit',
  validateSearch: (search: Record<string, unknown>): AuditSearch => {
    const [actor, object, entry] = [textOf(search['actor']), textOf(search['object']), textOf(search['entry'])];
    return {
      ...(actor !== undefined && { actor }),
      ...(object !== undefined && { object }),
      ...(entry !== undefined && { entry }),
    };
  },
  staticData: { page: { title: 'web.audit', navigation: { group: 'operations', icon: IconHistory, go: 'a' } } },
  component: lazyRouteComponent(() => import('./page.tsx')),
});
