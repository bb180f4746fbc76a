import { IconRoute2 } from '@tabler/icons-react';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoute } from '../../app/root-route.ts';
import { oneOf, textOf } from '../../app/search-text.ts';

export interface TraceSearch {
  readonly from?: string;
  readonly to?: string;
  readonly service?: string;
  /** Which packet; without it the first. */
  readonly packet?: 'reply' | 'conversation';
  /** Also the rules that did not match. */
  readonly all?: '1';
  /** Whose rules are shown: the place of a pass on the way; without it the one that decides. */
  readonly pass?: string;
}

export const traceRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/trace',
  validateSearch: (search: Record<string, unknown>): TraceSearch => {
    const [from, to, service] = [textOf(search['from']), textOf(search['to']), textOf(search['service'])];
    const packet = oneOf(['reply', 'conversation'] as const, search['packet']);
    const pass = textOf(search['pass']);
    return {
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
      ...(service !== undefined && { service }),
      ...(packet !== undefined && { packet }),
      ...(search['all'] === '1' && { all: '1' }),
      ...(pass !== undefined && /^\d$/.test(pass) && { pass }),
    };
  },
  staticData: {
    page: {
      title: 'web.traceTitle',
      navigation: { group: 'explain', icon: IconRoute2, go: 't' },
      isForAdministrators: true,
    },
  },
  component: lazyRouteComponent(() => import('./page.tsx')),
});
