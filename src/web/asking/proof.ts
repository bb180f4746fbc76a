import type { HostRule, LiveCheck, RuleRef } from '../../explain/index.ts';
import type { TraceAsk } from './trace-ask.ts';

/** A packet that was sent, to be held against what was evaluated. */
export interface ProofAsk {
  readonly trace: TraceAsk;
  /** It went over the wire; otherwise rules were walked through in memory, which proves nothing. */
  readonly isReal: boolean;
  readonly arrived: boolean;
  readonly moved: readonly { readonly host: string; readonly rules: readonly RuleRef[] }[];
}

export interface ProofAnswer extends Pick<LiveCheck, 'arrived' | 'expected' | 'proved' | 'rules' | 'counted'> {
  readonly isReal: boolean;
  readonly still: readonly HostRule[];
  readonly unexpected: readonly HostRule[];
}
