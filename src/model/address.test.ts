import { normalizeCidr } from 'cidr-tools';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseAddress, parseCidr } from './address.ts';

test.each([
  ['10.0.0.7', '10.0.0.7/32'],
  ['10.0.0.7/24', '10.0.0.0/24'],
  ['FE80:0::0001', 'fe80::1/128'],
  ['::ffff:1.2.3.4', '::ffff:102:304/128'],
  ['::', '::/128'],
  ['010.0.0.1', undefined],
  ['10.0.0.1/', undefined],
  ['10.0.0.1/33', undefined],
  ['fe80::1%eth0', undefined],
  ['', undefined],
])('%j as a prefix is %s', (text, cidr) => expect(parseCidr(text)).toBe(cidr));

test('an address is the same prefix as with its whole length written out', () => {
  const bytes = (count: number) =>
    fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 255 })), { minLength: count, maxLength: count });
  const ipv4 = bytes(4).map((octets) => octets.join('.'));
  const groups = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff })), {
    minLength: 8,
    maxLength: 8,
  });
  const ipv6 = groups.map((list) => list.map((group) => group.toString(16)).join(':'));
  const mapped = ipv4.map((address) => `::ffff:${address}`);
  fc.assert(
    fc.property(fc.oneof(ipv4, ipv6, mapped), (address) => {
      const length = address.includes(':') ? 128 : 32;
      expect(parseCidr(address)).toBe(normalizeCidr(`${address}/${length}`));
      expect(parseCidr(`${address}/${length}`)).toBe(parseCidr(address));
      expect(parseCidr(parseAddress(address) ?? '')).toBe(parseCidr(address));
    }),
  );
});
