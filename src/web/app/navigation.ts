import type { ComponentType } from 'react';
import type { PageKey } from '../words/page-words.ts';

/** The three groups of the navigation; a page without one stands on top of them, or in none. */
export type NavigationGroup = 'top' | 'access' | 'explain' | 'operations';

/** What a page says of itself in its `route.ts`. */
export interface PageFacts {
  readonly title: PageKey;
  /** Its place in the navigation, if it has one. */
  readonly navigation?: {
    readonly group: NavigationGroup;
    readonly icon: ComponentType<{ readonly size?: number; readonly stroke?: number }>;
    /** `g` and this letter go there. */
    readonly go: string;
  };
  readonly isForAdministrators?: boolean;
  /** It is shown also to who is not signed in, with less around it: it asks the server for nothing. */
  readonly isForEveryone?: boolean;
}

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    readonly page?: PageFacts;
  }
}
