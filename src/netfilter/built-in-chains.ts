import type { ChainName, TableName } from './ruleset.ts';

/** Chains that the kernel itself calls, by table, in the order of the canonical form. */
export const builtInChains: ReadonlyMap<TableName, readonly ChainName[]> = new Map([
  ['filter', ['INPUT', 'FORWARD', 'OUTPUT']],
  ['mangle', ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING']],
  ['nat', ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING']],
  ['raw', ['PREROUTING', 'OUTPUT']],
  ['security', ['INPUT', 'FORWARD', 'OUTPUT']],
]);

export function isBuiltIn(table: TableName, chain: ChainName): boolean {
  return builtInChains.get(table)?.includes(chain) ?? false;
}
