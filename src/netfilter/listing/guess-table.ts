import type { TableName } from '../ruleset.ts';

/** The table that rules come from, where the text does not name it. */
export interface GuessedTable {
  readonly table: TableName;
  /** The chains leave no other; else it is the likeliest. */
  readonly isSure: boolean;
}

const telling: readonly (readonly [table: TableName, targets: readonly string[]])[] = [
  ['nat', ['DNAT', 'SNAT', 'MASQUERADE', 'REDIRECT', 'NETMAP']],
  ['raw', ['CT', 'NOTRACK', 'TRACE']],
  [
    'mangle',
    ['MARK', 'CONNMARK', 'TCPMSS', 'TTL', 'HL', 'TOS', 'DSCP', 'CHECKSUM', 'CLASSIFY', 'ECN', 'TPROXY', 'TCPOPTSTRIP'],
  ],
  ['filter', ['REJECT']],
];

/**
 * Guesses by the chains that the kernel has in each table, else by targets that only one table takes. INPUT, FORWARD
 * and OUTPUT are filter's: security has the same three, but nobody lists it without saying so.
 */
export function guessTable(chains: Iterable<string>, targets: Iterable<string>): GuessedTable {
  const has = new Set(chains);
  const routes = has.has('PREROUTING') || has.has('POSTROUTING');
  if (has.has('FORWARD')) {
    return routes
      ? { table: 'mangle', isSure: true }
      : { table: 'filter', isSure: has.has('INPUT') && has.has('OUTPUT') };
  }
  if (has.has('PREROUTING') && has.has('POSTROUTING')) return { table: 'nat', isSure: true };
  const named = new Set(targets);
  const told = telling.find(([, ofTable]) => ofTable.some((target) => named.has(target)))?.[0];
  if (has.has('PREROUTING') && has.has('OUTPUT') && !has.has('INPUT'))
    return { table: told ?? 'raw', isSure: told === 'raw' };
  return { table: told ?? (routes ? 'nat' : 'filter'), isSure: false };
}
