import type { Effect } from '../target-effect.ts';
import { type TtlChange, type WalkState, clouds } from './walk-state.ts';

/** What a target that lets a packet go on makes of the state that later rules find it in. */
export function changedBy(
  effect: Extract<Effect, { kind: 'marks' | 'ttl' | 'tos' | 'packet' | 'track' }>,
  state: WalkState,
): Omit<WalkState, 'id'> {
  switch (effect.kind) {
    case 'marks': {
      // What the connection is marked with is known of none.
      const { mark } = effect.change({ mark: state.mark, connmark: undefined });
      return { ...state, mark, clouded: state.clouded | clouds.connmark };
    }
    case 'ttl':
      return { ...state, ttl: changedTtl(state.ttl, effect.ttl), clouded: state.clouded | clouds.bytes };
    case 'tos':
      return { ...state, clouded: state.clouded | clouds.bytes };
    case 'packet':
      return { ...state, clouded: state.clouded | clouds.bytes | clouds.length | clouds.tcpFlags };
    case 'track':
      // Only the first CT rule that applies says anything.
      return { ...state, tracking: state.tracking ?? effect.tracking };
  }
}

/** The same with one more change of the TTL. */
export function changedTtl(before: TtlChange, change: (ttl: number | undefined) => number | undefined): TtlChange {
  const after = Array.from({ length: 256 }, (_, came) => {
    const ttl = before ? (before[came] ?? -1) : came;
    return change(ttl < 0 ? undefined : ttl) ?? -1;
  });
  return after.every((ttl, came) => ttl === came) ? null : after;
}
