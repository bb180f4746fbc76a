import { IconPlug } from '@tabler/icons-react';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoute } from '../../app/root-route.ts';
import { oneOf, textOf } from '../../app/search-text.ts';

const sorts = ['name', '-name', 'mac_address', '-mac_address', 'status', '-status'] as const;

export interface PortsSearch {
  readonly filter?: string;
  readonly sort?: (typeof sorts)[number];
  /** Only the ports without port security. */
  readonly only?: 'unprotected';
  /** The port whose groups are edited. */
  readonly edit?: string;
  /** In a lab: an instance is started. */
  readonly do?: 'launch';
}

export const portsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/ports',
  validateSearch: (search: Record<string, unknown>): PortsSearch => {
    const filter = textOf(search['filter']);
    const sort = oneOf(sorts, search['sort']);
    const only = oneOf(['unprotected'] as const, search['only']);
    const todo = oneOf(['launch'] as const, search['do']);
    const edit = textOf(search['edit']);
    return {
      ...(filter !== undefined && { filter }),
      ...(sort !== undefined && { sort }),
      ...(only !== undefined && { only }),
      ...(edit !== undefined && { edit }),
      ...(todo !== undefined && { do: todo }),
    };
  },
  staticData: { page: { title: 'web.ports', navigation: { group: 'access', icon: IconPlug, go: 'i' } } },
  component: lazyRouteComponent(() => import('./page.tsx')),
});
