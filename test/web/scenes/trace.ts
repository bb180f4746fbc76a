import type { PageScene } from './page-scene.ts';

const asked = (from: string, to: string, service: string, more = '') =>
  `/trace?from=${encodeURIComponent(from)}&to=${encodeURIComponent(to)}&service=${encodeURIComponent(service)}${more}`;

export const traceScenes: readonly PageScene[] = [
  { name: 'trace-empty', path: () => '/trace', shows: 'form input[name=from]' },
  {
    // Refused on a host whose agent does not answer: by what it should hold.
    name: 'trace-blocked',
    path: () => asked('web01', 'vm-oa', 'tcp/22'),
    shows: 'section[data-verdict=drop] ol button',
  },
  {
    name: 'trace-allowed',
    path: () => asked('jump01', 'web01', 'tcp/22'),
    shows: 'section[data-verdict=accept]',
  },
  {
    name: 'trace-conversation',
    path: () => asked('jump01', 'web01', 'tcp/22', '&packet=conversation&all=1'),
    shows: 'section[data-verdict=accept]',
  },
  {
    name: 'trace-ping',
    path: () => asked('172.16.15.40', '172.16.15.22', 'icmp'),
    shows: 'section[data-verdict=drop] ol button',
  },
  {
    name: 'trace-outside',
    path: () => asked('203.0.113.9', 'web01', 'tcp/443'),
    shows: 'section[data-verdict=accept]',
  },
  {
    name: 'trace-apply',
    path: () => asked('jump01', 'web01', 'tcp/5432'),
    shows: 'section[data-verdict=drop] ol button',
    act: async (page) => {
      await page.locator('section[data-verdict=drop] ol button').first().click();
      await page.locator('[role=dialog] form').waitFor();
    },
  },
  {
    name: 'trace-reason',
    path: () => asked('jump01', 'web01', 'tcp/5432'),
    shows: 'section[data-verdict=drop] ol button',
    act: async (page) => {
      await page.locator('section[data-verdict=drop] h3 button').first().click();
      await page.locator('.mantine-Popover-dropdown, [role=dialog]').first().waitFor();
    },
  },
  {
    name: 'trace-of-nobody',
    path: () => asked('nobody-has-this-name', 'web01', 'tcp/22'),
    shows: '[role=alert]',
  },
];
