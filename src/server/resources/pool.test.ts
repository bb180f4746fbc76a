import { describe, expect, test } from 'vitest';
import { type Cidr, parseCidr } from '../../model/index.ts';
import { checkPools, defaultGateway, defaultPools } from './pool.ts';
import { eui64 } from './fixed-ips.ts';

const cidr = (text: string): Cidr => parseCidr(text) ?? (text as Cidr);

describe('pools of a subnet that names none', () => {
  test.each([
    ['10.20.0.0/24', '10.20.0.1', [{ start: '10.20.0.2', end: '10.20.0.254' }]],
    ['10.20.0.0/24', '10.20.0.254', [{ start: '10.20.0.1', end: '10.20.0.253' }]],
    [
      '10.20.0.0/24',
      '10.20.0.100',
      [
        { start: '10.20.0.1', end: '10.20.0.99' },
        { start: '10.20.0.101', end: '10.20.0.254' },
      ],
    ],
    ['10.20.0.0/24', null, [{ start: '10.20.0.1', end: '10.20.0.254' }]],
    ['10.20.0.0/24', '10.99.0.1', [{ start: '10.20.0.1', end: '10.20.0.254' }]],
    ['172.16.15.22/31', null, [{ start: '172.16.15.22', end: '172.16.15.23' }]],
    ['10.0.0.1/32', null, [{ start: '10.0.0.1', end: '10.0.0.1' }]],
    ['2001:db8:20::/64', '2001:db8:20::', [{ start: '2001:db8:20::1', end: '2001:db8:20:0:ffff:ffff:ffff:ffff' }]],
  ])('%s with gateway %s', (prefix, gateway, pools) => {
    expect(defaultPools(cidr(prefix), gateway)).toEqual(pools);
  });

  test.each([
    ['10.20.0.0/24', '10.20.0.1'],
    ['2001:db8::/64', '2001:db8::'],
    ['172.16.15.22/31', '172.16.15.22'],
  ])('the gateway of %s is %s', (prefix, gateway) => {
    expect(defaultGateway(cidr(prefix))).toBe(gateway);
  });
});

describe('pools that somebody names', () => {
  const check =
    (...pools: [string, string][]) =>
    () =>
      checkPools(
        pools.map(([start, end]) => ({ start, end })),
        cidr('10.0.0.0/24'),
      );

  test('are put in order', () => {
    expect(check(['10.0.0.20', '10.0.0.30'], ['10.0.0.2', '10.0.0.9'])()).toEqual([
      { start: '10.0.0.2', end: '10.0.0.9' },
      { start: '10.0.0.20', end: '10.0.0.30' },
    ]);
  });

  test.each([
    ['InvalidAllocationPool', check(['10.0.0.9', '10.0.0.2'])],
    ['InvalidAllocationPool', check(['::1', '::2'])],
    ['OutOfBoundsAllocationPool', check(['10.0.0.0', '10.0.0.5'])],
    ['OutOfBoundsAllocationPool', check(['10.0.0.5', '10.0.0.255'])],
    ['OverlappingAllocationPools', check(['10.0.0.2', '10.0.0.9'], ['10.0.0.9', '10.0.0.12'])],
  ])('are refused with %s', (type, work) => {
    expect(work).toThrow(expect.objectContaining({ type }));
  });
});

test('an automatic address is made of the MAC as RFC 4291 says', () => {
  // 2001:db8:20::f816:3eff:fe05:b803
  expect(eui64(cidr('2001:db8:20::/64'), 'fa:16:3e:05:b8:03').toString(16)).toBe(
    '20010db8002000000'.slice(0, 16) + 'f8163efffe05b803',
  );
});
