import type { PageScene } from './page-scene.ts';

export const signInScenes: readonly PageScene[] = [
  { name: 'sign-in', path: () => '/sign-in', shows: 'input[name=username]', isSignedOut: true },
  { name: 'sign-in-refused', path: () => '/sign-in?refused=link', shows: '[role=alert]', isSignedOut: true },
];
