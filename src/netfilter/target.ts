import type { ChainName } from './ruleset.ts';

/** What happens to a packet that a rule applies to. */
export type Target =
  | { readonly kind: 'accept' | 'drop' | 'return' }
  | { readonly kind: 'jump' | 'goto'; readonly chain: ChainName }
  /** `-j CT` with a zone or `--notrack`; every other form is `other`. */
  | { readonly kind: 'ct'; readonly zone: number | null; readonly notrack: boolean }
  | { readonly kind: 'reject'; readonly with: string | null }
  /** Any other target: its name and options, word for word. */
  | { readonly kind: 'other'; readonly name: string; readonly text: string };
