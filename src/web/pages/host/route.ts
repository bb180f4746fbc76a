import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoute } from '../../app/root-route.ts';
import { oneOf, textOf } from '../../app/search-text.ts';
import { type HostTab, tabNames } from './tab-names.ts';

/** What of a host is looked at. Moments are those of `moments.ts`. */
export interface HostSearch {
  readonly tab?: HostTab;
  readonly family?: 'ipv6';
  /** Before and after; on the tabs that show one moment it is `to`. */
  readonly from?: string;
  readonly to?: string;
  /** All chains, not only those of instances. */
  readonly all?: 'yes';
  readonly show?: 'changed' | 'raw';
  readonly filter?: string;
  /** Tap of an instance. */
  readonly instance?: string;
  readonly map?: 'on' | 'off';
  readonly set?: string;
}

export const hostRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/hosts/$host',
  validateSearch: (search: Record<string, unknown>): HostSearch => {
    const tab = oneOf(tabNames, search['tab']);
    const show = oneOf(['changed', 'raw'] as const, search['show']);
    const map = oneOf(['on', 'off'] as const, search['map']);
    const texts = (['from', 'to', 'filter', 'instance', 'set'] as const).flatMap((key) => {
      const text = textOf(search[key]);
      return text === undefined ? [] : [[key, text] as const];
    });
    return {
      ...(tab !== undefined && tab !== tabNames[0] && { tab }),
      ...(search['family'] === 'ipv6' && { family: 'ipv6' }),
      ...Object.fromEntries(texts),
      ...(search['all'] === 'yes' && { all: 'yes' }),
      ...(show !== undefined && { show }),
      ...(map !== undefined && { map }),
    };
  },
  staticData: { page: { title: 'web.host', isForAdministrators: true } },
  component: lazyRouteComponent(() => import('./page.tsx')),
});
