import type { PageKey } from '../../words/page-words.ts';
import type { HostState } from '../../api/hosts.ts';
import type { MarkKind } from '../../parts/mark.tsx';

/** How the state of a host is shown; what needs somebody comes first. */
export const hostStates: {
  readonly [S in HostState]: { readonly mark: MarkKind; readonly word: PageKey; readonly order: number };
} = {
  failed: { mark: 'bad', word: 'web.stateFailed', order: 0 },
  silent: { mark: 'away', word: 'web.stateSilent', order: 1 },
  behind: { mark: 'waiting', word: 'web.stateBehind', order: 2 },
  current: { mark: 'good', word: 'web.stateCurrent', order: 3 },
};
