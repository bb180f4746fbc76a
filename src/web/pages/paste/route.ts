import { IconClipboardText } from '@tabler/icons-react';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoute } from '../../app/root-route.ts';
import { oneOf, textOf } from '../../app/search-text.ts';
import type { TraceSearch } from '../trace/route.ts';

export const pasteTabs = ['chains', 'ports', 'overlooked', 'unowned', 'ask'] as const;

/** All but the texts, which stand nowhere but in the page: neither here nor anywhere that others see. */
export interface PasteSearch extends TraceSearch {
  readonly example?: '1';
  readonly tab?: (typeof pasteTabs)[number];
  /** The port that is asked about as a whole. */
  readonly reach?: string;
}

export const pasteRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/explain',
  validateSearch: (search: Record<string, unknown>): PasteSearch => {
    const [from, to, service] = [textOf(search['from']), textOf(search['to']), textOf(search['service'])];
    const packet = oneOf(['reply', 'conversation'] as const, search['packet']);
    const tab = oneOf(pasteTabs, search['tab']);
    const [pass, reach] = [textOf(search['pass']), textOf(search['reach'])];
    return {
      ...(search['example'] === '1' && { example: '1' }),
      ...(tab !== undefined && tab !== pasteTabs[0] && { tab }),
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
      ...(service !== undefined && { service }),
      ...(packet !== undefined && { packet }),
      ...(search['all'] === '1' && { all: '1' }),
      ...(pass !== undefined && /^\d$/.test(pass) && { pass }),
      ...(reach !== undefined && { reach }),
    };
  },
  staticData: {
    page: {
      title: 'web.pasteTitle',
      navigation: { group: 'explain', icon: IconClipboardText, go: 'x' },
      isForEveryone: true,
    },
  },
  component: lazyRouteComponent(() => import('./page.tsx')),
});
