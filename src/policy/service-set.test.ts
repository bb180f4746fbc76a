import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SecurityGroupRule } from '../model/index.ts';
import {
  type ServiceSet,
  difference,
  everyService,
  hasService,
  intersection,
  isEqual,
  isNone,
  noService,
  servicesOfRule,
  union,
} from './service-set.ts';

const range = fc.tuple(fc.nat(12), fc.nat(12)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
const one = fc
  .tuple(fc.constantFrom(6, 17, 47), range)
  .map(([protocol, numbers]): ServiceSet => ({ rest: false, by: new Map([[protocol, [numbers]]]) }));
const sets = fc
  .array(fc.tuple(fc.constantFrom(union, difference), fc.oneof(one, fc.constantFrom(everyService, noService))))
  .map((steps) => steps.reduce((sum, [apply, set]) => apply(sum, set), noService));
const services = [6, 17, 47, 99].flatMap((protocol) => [0, 3, 6, 12, 13, 65_535].map((n) => [protocol, n] as const));

test('sets of services are the sets that they should be, service by service', () => {
  fc.assert(
    fc.property(sets, sets, (a, b) => {
      for (const [protocol, number] of services) {
        const [inA, inB] = [hasService(a, protocol, number), hasService(b, protocol, number)];
        expect(hasService(union(a, b), protocol, number)).toBe(inA || inB);
        expect(hasService(intersection(a, b), protocol, number)).toBe(inA && inB);
        expect(hasService(difference(a, b), protocol, number)).toBe(inA && !inB);
      }
    }),
  );
});

test('equal sets are written alike, and an empty one is known as such', () => {
  fc.assert(
    fc.property(sets, sets, (a, b) => {
      expect(isEqual(a, b)).toBe(JSON.stringify(written(a)) === JSON.stringify(written(b)));
      expect(isNone(difference(a, a))).toBe(true);
      expect(written(union(difference(a, b), intersection(a, b)))).toEqual(written(a));
    }),
  );
});

function written({ rest, by }: ServiceSet) {
  return { rest, by: [...by].sort(([a], [b]) => a - b) };
}

const rule = (more: Partial<SecurityGroupRule>): SecurityGroupRule => ({
  id: 'r' as SecurityGroupRule['id'],
  direction: 'ingress',
  ethertype: 'IPv4',
  protocol: null,
  portRangeMin: null,
  portRangeMax: null,
  remote: { kind: 'any' },
  ...more,
});

test.each([
  ['any protocol', {}, everyService],
  ['a port', { protocol: 'tcp', portRangeMin: 22, portRangeMax: 22 }, { rest: false, by: new Map([[6, [[22, 22]]]]) }],
  ['a protocol', { protocol: '47' }, { rest: false, by: new Map([[47, [[0, 65_535]]]]) }],
  [
    'ports where there are none',
    { protocol: 'gre', portRangeMin: 1 },
    { rest: false, by: new Map([[47, [[0, 65_535]]]]) },
  ],
  ['an ICMP type', { protocol: 'icmp', portRangeMin: 8 }, { rest: false, by: new Map([[1, [[2048, 2303]]]]) }],
  [
    'a type and its code',
    { protocol: '1', portRangeMin: 3, portRangeMax: 4 },
    { rest: false, by: new Map([[1, [[772, 772]]]]) },
  ],
  ['type 255 of IPv4', { protocol: 'icmp', portRangeMin: 255 }, { rest: false, by: new Map([[1, [[0, 65_535]]]]) }],
  ['icmp with IPv6', { protocol: 'icmp', ethertype: 'IPv6' }, { rest: false, by: new Map([[58, [[0, 65_535]]]]) }],
  ['a type of the other family', { protocol: 'icmpv6', portRangeMin: 128 }, noService],
] as const)('a rule for %s', (_what, more, expected) => {
  expect(servicesOfRule(rule(more as Partial<SecurityGroupRule>))).toEqual(expected);
});
