import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressNumber, parseAddress } from '../../../model/index.ts';
import { linkLocalAddress } from './source-pairs.ts';

test.each([
  ['fa:16:3e:05:b8:03', 'fe80::f816:3eff:fe05:b803'],
  ['00:00:00:00:00:00', 'fe80::200:ff:fe00:0'],
  ['02:00:00:00:00:00', 'fe80::ff:fe00:0'],
  ['02:00:5E:00:00:01', 'fe80::5eff:fe00:1'],
])('an interface with MAC %s gives itself %s', (mac, address) => expect(linkLocalAddress(mac)).toBe(address));

test('a link-local address holds the MAC, with one bit turned, and is spelled canonically', () => {
  const octet = fc.oneof(fc.constantFrom(0, 2), fc.integer({ min: 0, max: 255 }));
  fc.assert(
    fc.property(fc.array(octet, { minLength: 6, maxLength: 6 }), (bytes) => {
      const mac = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(':');
      const address = parseAddress(linkLocalAddress(mac));
      expect(address).toBe(linkLocalAddress(mac));
      const id = [(bytes[0] ?? 0) ^ 2, ...bytes.slice(1, 3), 0xff, 0xfe, ...bytes.slice(3)];
      const number = id.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0xfe80n << 48n);
      expect(address && addressNumber(address)).toBe(number);
    }),
  );
});
