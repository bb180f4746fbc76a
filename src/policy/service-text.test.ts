import { expect, test } from 'vitest';
import { type ServiceSet, difference, everyService, noService } from './service-set.ts';
import { serviceTexts } from './service-text.ts';

const set = (...by: readonly (readonly [number, readonly (readonly [number, number])[]])[]): ServiceSet => ({
  rest: false,
  by: new Map(by),
});

test.each([
  [everyService, ['any']],
  [noService, []],
  [
    set(
      [17, [[53, 53]]],
      [
        6,
        [
          [22, 22],
          [8000, 8010],
        ],
      ],
    ),
    ['tcp/22', 'tcp/8000-8010', 'udp/53'],
  ],
  [set([47, [[0, 65_535]]]), ['gre']],
  [
    set([
      1,
      [
        [2048, 2303],
        [772, 772],
      ],
    ]),
    ['icmp/8', 'icmp/3/4'],
  ],
  [set([58, [[0, 65_535]]]), ['icmpv6']],
  [difference(everyService, set([6, [[22, 22]]])), ['any but tcp/22']],
])('%o is written %o', (services, texts) => {
  expect(serviceTexts(services)).toEqual(texts);
});
