import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressFromNumber, cidrContains, parseCidr } from '../model/index.ts';
import { addressMask, addressWords, maskHolds } from './address-words.ts';

const addresses = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 32n - 1n }).map((n) => addressFromNumber(n, 4)),
  fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }).map((n) => addressFromNumber(n, 6)),
  fc.nat(0xffff).map((n) => addressFromNumber(BigInt(n), 6)),
);

describe('prefixes as words', () => {
  test('hold the addresses that the model says they hold', () => {
    fc.assert(
      fc.property(addresses, addresses, fc.nat(128), fc.boolean(), (a, b, bits, isSame) => {
        const length = a.includes(':') ? bits : bits % 33;
        const cidr = parseCidr(`${a}/${length}`);
        const mask = addressMask(`${a}/${length}`);
        const words = addressWords(isSame ? a : b);
        if (!cidr || !mask || !words) throw new Error('an address that is none');
        expect(maskHolds(mask, words)).toBe(cidrContains(cidr, isSame ? a : b));
      }),
    );
  });

  test('a mask with holes counts only its ones', () => {
    const mask = addressMask('10.0.7.0/255.0.255.0');
    expect(mask && maskHolds(mask, [0x0a63, 0x0709])).toBe(true);
    expect(mask && maskHolds(mask, [0x0a63, 0x0809])).toBe(false);
  });

  test.each([
    '',
    '10.0.0',
    '10.0.0.256',
    '10.0.0.1.2',
    'a.b.c.d',
    ':::',
    '1:2:3:4:5:6:7:8:9',
    '::1::',
    '12345::',
    'gw',
    '-1.0.0.0',
  ])('%j is no address', (text) => expect(addressWords(text)).toBeUndefined());

  test.each(['10.0.0.0/33', '10.0.0.0/x', '::/129', '::/255.0.0.0', '10.0.0.0/'])('%j is no prefix', (text) =>
    expect(addressMask(text)).toBeUndefined(),
  );
});
