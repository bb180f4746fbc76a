import type { PageScene } from './page-scene.ts';

export const hostScenes: readonly PageScene[] = [
  { name: 'host', path: () => '/hosts/Sugon02', shows: 'th:has-text("sg-chain")' },
  { name: 'host-map', path: () => '/hosts/Sugon02?map=on', shows: '[data-role=fallback]' },
  {
    name: 'host-iptables',
    path: () => '/hosts/Sugon02?tab=iptables&from=before-web01&to=_live',
    shows: 'a:has-text("web")',
  },
  { name: 'host-iptables-same', path: () => '/hosts/Sugon02?tab=iptables', shows: 'code:has-text("-A FORWARD")' },
  { name: 'host-raw', path: () => '/hosts/Sugon02?tab=iptables&show=raw', shows: 'text=*filter' },
  {
    name: 'host-keep',
    path: () => '/hosts/Sugon02?tab=iptables',
    shows: 'code:has-text("-A FORWARD")',
    act: async (page) => {
      await page.locator('button:has(.tabler-icon-bookmark)').click();
      await page.locator('[role=dialog] input').waitFor();
    },
  },
  { name: 'host-moment-gone', path: () => '/hosts/Sugon02?tab=iptables&from=no-such-moment', shows: '[role=alert]' },
  { name: 'host-sets', path: () => '/hosts/Sugon02?tab=sets', shows: 'td:has-text("hash:net")' },
  { name: 'host-bridges', path: () => '/hosts/Sugon02?tab=bridges', shows: 'text=db02' },
  {
    name: 'host-overlooked',
    path: () => '/hosts/Sugon02?tab=overlooked',
    shows: 'details',
    act: (page) => page.locator('summary').first().click(),
  },
  { name: 'host-log', path: () => '/hosts/Sugon02?tab=log', shows: 'dl' },
  // Its agent reports, and does not answer; and it has failed.
  { name: 'host-failed', path: () => '/hosts/Sugon04?tab=log', shows: 'dd >> text=RESTORE_REJECTED' },
  { name: 'host-no-answer', path: () => '/hosts/Sugon04', shows: 'th:has-text("sg-chain")' },
  { name: 'host-behind', path: () => '/hosts/Sugon03?to=_expected', shows: 'th:has-text("sg-chain")' },
  { name: 'host-never-joined', path: () => '/hosts/Sugon05', shows: 'text=portreeve agent run' },
  { name: 'host-that-is-not-there', path: () => '/hosts/Sugon99', shows: '[role=alert]' },
];
