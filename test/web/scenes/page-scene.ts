import type { Page } from 'playwright-core';
import type { Scene } from '../scene.ts';

/** One state of one page, to be looked at in every theme, language and width. */
export interface PageScene {
  readonly name: string;
  /** Its address, below `/ui`. */
  readonly path: (scene: Scene) => string;
  /** What is there when the page is complete: a CSS selector, or `text=…` in words that no language changes. */
  readonly shows: string;
  /** What is done once the page is there: a key, a click. It ends when what that opens is there. */
  readonly act?: (page: Page) => Promise<unknown>;
  /** What is done when it has been looked at, so that others find what they expect. */
  readonly after?: (page: Page) => Promise<unknown>;
  /** Looked at by somebody who is not signed in. */
  readonly isSignedOut?: true;
}
