import { expect, test } from 'vitest';
import { readNeedle } from './needle.ts';

test.each<readonly [string, string, readonly string[]]>([
  ['a name', 'web', []],
  ['an address', '172.16.15.31', []],
  ['a MAC', 'fa:16:3e:05:b8:03', []],
  ['the start of an id', 'e68040F5', ['e68040f5']],
  ['a tap', 'tape68040f5-c3', ['e68040f5-c3']],
  ['a chain of iptables', 'neutron-linuxbri-ie68040f5-c', ['e68040f5-c']],
  ['the chain without its prefix', 'oe68040f5-c', ['e68040f5-c']],
  ['a chain of ebtables', 'neutronARP-tape68040f5-c3', ['e68040f5-c3']],
  ['a bridge', 'brq5d62f26f-8d', ['5d62f26f-8d']],
  ['a set', 'NIPv43e07d4ff-0fdd-4fe0-988f-', ['3e07d4ff-0fdd-4fe0-988f-']],
  ['a word that could begin an id, but that too many would', 'abc', []],
])('%s', (_name, typed, idStarts) => expect(readNeedle(` ${typed} `)).toEqual({ text: typed, idStarts }));

test('nothing, and what no text has, is not looked for', () => {
  expect([readNeedle(''), readNeedle('  '), readNeedle('a\0b')]).toEqual([undefined, undefined, undefined]);
});
