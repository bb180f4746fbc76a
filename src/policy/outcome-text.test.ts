import { expect, test } from 'vitest';
import type { PlanEnd, PlanOutcome } from '../wire/index.ts';
import { outcomeText } from './outcome-text.ts';

const end = (count: number, names: readonly string[], ...groups: string[]): PlanEnd => ({
  count,
  groups,
  examples: names.map((name) => ({ id: `id-${name}`, name, address: null })),
});
const none: PlanOutcome = {
  newly_allowed: [],
  newly_blocked: [],
  opened: [],
  closed: [],
  counts: { newly_allowed: 0, newly_blocked: 0, unchanged: 0 },
  left_off: { newly_allowed: 0, newly_blocked: 0, opened: 0, closed: 0, hosts: 0 },
  fingerprint: '',
  hosts: [],
  warnings: [],
  assertions: [],
  confirm: null,
};
const much: PlanOutcome = {
  ...none,
  newly_allowed: [
    {
      ethertype: 'IPv4',
      services: ['tcp/22'],
      more_services: 0,
      from: end(1204, ['a', 'b', 'c']),
      to: end(4, ['w1', 'w2'], 'web'),
      pairs: 4816,
    },
  ],
  newly_blocked: [
    {
      ethertype: 'IPv4',
      services: ['udp/53', 'icmp'],
      more_services: 7,
      from: end(1, ['dns']),
      to: end(1, []),
      pairs: 1,
    },
  ],
  opened: [
    { direction: 'ingress', prefix: '0.0.0.0/0', services: ['tcp/22'], more_services: 0, ports: end(2, ['w1', 'w2']) },
    { direction: 'egress', prefix: '10.0.0.0/8', services: ['any'], more_services: 0, ports: end(1, ['w1']) },
  ],
  counts: { newly_allowed: 4816, newly_blocked: 1, unchanged: 12 },
  left_off: { newly_allowed: 3, newly_blocked: 0, opened: 0, closed: 0, hosts: 1000 },
  hosts: ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'],
  warnings: [
    { code: 'openToAny', services: ['tcp/22'] },
    { code: 'blocks', pairs: 1 },
  ],
  assertions: [
    { text: 'allow a b tcp', outcome: 'holds', about: null },
    { text: 'deny any web tcp/22', outcome: 'fails', about: 'a → w1' },
    { text: 'deny any lb tcp/22', outcome: 'nobody', about: 'lb' },
  ],
};
const told = (language: 'en' | 'zh-CN', outcome: PlanOutcome) =>
  outcomeText(language, outcome).map(({ kind, text }) => `${kind}: ${text}`);

test('an outcome is told newly allowed first, then newly blocked, then what else there is to know', () => {
  expect(told('en', much)).toEqual([
    'allowed: Newly allows tcp/22 from 1,204 instances (a, b, …) to 4 instances in web: 4,816 pairs of instances',
    'allowed: Newly allows tcp/22 from anywhere (0.0.0.0/0) to w1, w2',
    'allowed: Newly allows any from w1 to 10.0.0.0/8',
    'allowed: … newly allowed in 3 more ways',
    'blocked: No longer allows udp/53, icmp and 7 more from dns to 1 instance: 1 pair of instances',
    'totals: Pairs of instances: 4,816 newly allowed, 1 newly blocked, 12 unchanged',
    'warning: Opens tcp/22 to everybody',
    'warning: 1 pair of instances loses what it may use now; connections end',
    'hosts: Touches 1,006 hosts: h1, h2, h3, h4, h5, …',
    'broken: Broken: deny any web tcp/22 (a → w1)',
    'nobody: Says nothing: deny any lb tcp/22 (there is no lb)',
    'holds: Holds: allow a b tcp',
  ]);
  expect(told('zh-CN', much).slice(0, 2)).toEqual([
    'allowed: 新放行 tcp/22：1,204 台云主机（a, b 等） → web 中的 4 台云主机，4,816 对云主机',
    'allowed: 新放行 tcp/22：任意地址（0.0.0.0/0） → w1, w2',
  ]);
});

test('an outcome that changes nothing says so', () => {
  expect(told('en', none)).toEqual(['nothing: Lets nobody reach more or less than before.', 'hosts: Touches no host']);
  expect(told('zh-CN', none)).toEqual(['nothing: 可达关系没有任何变化。', 'hosts: 不涉及任何主机']);
});
