import type { ChainName, Family, Rule, Ruleset, TableName } from './ruleset.ts';

/** One line of a restore script. Positions count from 1, as the program does. */
export type Edit =
  /** Makes the chain, or empties it if it is there. */
  | { readonly kind: 'declare'; readonly chain: ChainName }
  | { readonly kind: 'append'; readonly chain: ChainName; readonly rule: Rule; readonly index: number }
  | {
      readonly kind: 'insert';
      readonly chain: ChainName;
      readonly position: number;
      readonly rule: Rule;
      readonly index: number;
    }
  | { readonly kind: 'delete'; readonly chain: ChainName; readonly position: number; readonly rule: Rule }
  | { readonly kind: 'flush'; readonly chain: ChainName }
  | { readonly kind: 'remove'; readonly chain: ChainName };

/** `index` of an edit is the rule's place, from 0, in the chain of the wanted ruleset. */
export interface TableEdits {
  readonly table: TableName;
  readonly edits: readonly Edit[];
}

export interface RulesetEdits {
  readonly family: Family;
  /** Tables with something to do, in the order in which they are to be committed. */
  readonly tables: readonly TableEdits[];
  /** What the kernel holds once all are committed. Chains that stay as they are are the same objects as before. */
  readonly after: Ruleset;
}

export function hasEdits(edits: RulesetEdits): boolean {
  return edits.tables.length > 0;
}
