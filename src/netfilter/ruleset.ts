import type { Match } from './match.ts';
import type { Target } from './target.ts';

export type Family = 'ipv4' | 'ipv6';
/** "filter", "raw", ... */
export type TableName = string;
export type ChainName = string;

/** All tables of one family, as one dump shows them. The one model that rules have in every layer. */
export interface Ruleset {
  readonly family: Family;
  /** In the order of the dump. */
  readonly tables: ReadonlyMap<TableName, Table>;
}

export interface Table {
  readonly name: TableName;
  /** In the order of the dump: built-in chains first, as every program writes them. */
  readonly chains: ReadonlyMap<ChainName, Chain>;
}

export interface Chain {
  readonly name: ChainName;
  /** What happens at the end of a built-in chain; null for a chain of one's own. */
  readonly policy: Policy | null;
  readonly counters?: Counters;
  readonly rules: readonly Rule[];
}

export type Policy = 'ACCEPT' | 'DROP' | 'QUEUE' | 'RETURN';

export interface Rule {
  /** In the order in which the program prints them. */
  readonly matches: readonly Match[];
  /** Null: the rule only counts. */
  readonly target: Target | null;
  readonly counters?: Counters;
}

export interface Counters {
  readonly packets: bigint;
  readonly bytes: bigint;
}
