import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseMac } from './mac.ts';

test.each([
  ['fa:16:3e:05:b8:03', 'fa:16:3e:05:b8:03'],
  ['FA:16:3E:05:B8:03', 'fa:16:3e:05:b8:03'],
  ['FA-16-3E-5-B8-3', 'fa:16:3e:05:b8:03'],
  ['fa16.3e05.b803', 'fa:16:3e:05:b8:03'],
  ['fa163e05b803', 'fa:16:3e:05:b8:03'],
  ['fa:16:3e:05:b8', undefined],
  ['fa:16:3e:05:b8:03:00', undefined],
  ['fa:16:3e:05:b8:03\n', undefined],
  ['fa:16-3e:05:b8:03', undefined],
  ['', undefined],
])('%j is read as %s', (text, mac) => expect(parseMac(text)).toBe(mac));

test('every spelling of a MAC address is read as its one canonical spelling', () => {
  const octets = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 6, maxLength: 6 });
  fc.assert(
    fc.property(octets, (bytes) => {
      const pairs = bytes.map((byte) => byte.toString(16).padStart(2, '0'));
      const canonical = pairs.join(':');
      const short = bytes.map((byte) => byte.toString(16)).join(':');
      const dotted = [0, 2, 4].map((at) => pairs.slice(at, at + 2).join('')).join('.');
      for (const text of [canonical, canonical.toUpperCase(), pairs.join('-'), short, dotted, pairs.join('')]) {
        expect(parseMac(text), text).toBe(canonical);
      }
    }),
  );
});
