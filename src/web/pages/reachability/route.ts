import { IconGridDots } from '@tabler/icons-react';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoute } from '../../app/root-route.ts';
import { textOf } from '../../app/search-text.ts';

export interface ReachSearch {
  readonly filter?: string;
  /** Also groups that nobody has. */
  readonly empty?: '1';
  /** The cell that is looked at: two groups. */
  readonly from?: string;
  readonly to?: string;
  /** In a narrow window: the group whose row is shown. */
  readonly group?: string;
}

export const reachRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/reachability',
  validateSearch: (search: Record<string, unknown>): ReachSearch => {
    const [filter, from, to] = [textOf(search['filter']), textOf(search['from']), textOf(search['to'])];
    const group = textOf(search['group']);
    return {
      ...(filter !== undefined && { filter }),
      ...(search['empty'] === '1' && { empty: '1' }),
      ...(from !== undefined && to !== undefined && { from, to }),
      ...(group !== undefined && { group }),
    };
  },
  staticData: {
    page: {
      title: 'web.reachTitle',
      navigation: { group: 'explain', icon: IconGridDots, go: 'r' },
    },
  },
  component: lazyRouteComponent(() => import('./page.tsx')),
});
