import type { Ruleset } from '../../netfilter/index.ts';
import type { SetMembers } from '../set-members.ts';

/** Rules of one family with the sets that they ask; what questions are asked of. */
export interface SymbolicHost {
  readonly rules: Ruleset;
  readonly sets: SetMembers;
}
