import { expect, test } from 'vitest';
import { guessTable } from './guess-table.ts';

test.each([
  [['INPUT', 'FORWARD', 'OUTPUT'], [], 'filter', true],
  [['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'], [], 'mangle', true],
  [['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'], [], 'nat', true],
  [['PREROUTING', 'POSTROUTING', 'OUTPUT'], [], 'nat', true],
  [['PREROUTING', 'OUTPUT'], ['CT'], 'raw', true],
  [['PREROUTING', 'OUTPUT'], ['ACCEPT'], 'raw', false],
  [['PREROUTING'], ['DNAT', 'own'], 'nat', false],
  [['POSTROUTING'], ['CHECKSUM'], 'mangle', false],
  [['INPUT'], ['ACCEPT'], 'filter', false],
  [[], ['MARK'], 'mangle', false],
  [[], [], 'filter', false],
])('%j with %j is %s', (chains, targets, table, isSure) => {
  expect(guessTable(chains, targets)).toEqual({ table, isSure });
});
