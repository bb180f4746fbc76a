import type { PageScene } from './page-scene.ts';

export const pasteScenes: readonly PageScene[] = [
  { name: 'paste-signed-out', path: () => '/explain', shows: 'textarea', isSignedOut: true },
  { name: 'paste-chains', path: () => '/explain?example=1', shows: 'text=tape68040f5-c3' },
  { name: 'paste-ports', path: () => '/explain?example=1&tab=ports', shows: 'dl' },
  { name: 'paste-overlooked', path: () => '/explain?example=1&tab=overlooked', shows: 'dl', isSignedOut: true },
  { name: 'paste-unowned', path: () => '/explain?example=1&tab=unowned', shows: '[role=tabpanel] section' },
  {
    name: 'paste-ask',
    path: () => '/explain?example=1&tab=ask&from=172.16.15.99&to=tape68040f5-c3&service=tcp%2F22&reach=tape68040f5-c3',
    shows: 'section[data-verdict=drop]',
    isSignedOut: true,
    act: (page) => page.locator('[data-mark=sure], [data-mark=open]').first().waitFor(),
  },
  {
    name: 'paste-of-nonsense',
    path: () => '/explain',
    shows: 'textarea',
    act: async (page) => {
      await page.fill('textarea', 'Dear Sir or Madam,\nplease find attached my firewall.\n');
      await page.getByRole('alert').waitFor();
    },
  },
];
