import type { CtState } from '../packet.ts';
import { type Tracked, template } from '../tracked.ts';
import type { Tracking } from '../target-effect/tracking.ts';
import { LimitReached } from './too-large.ts';

/**
 * What earlier rules and tables did to a packet that later ones can see; packets in different states walk apart. The
 * state of conntrack is no part of it but for what the raw table says: until the lookup rules see a constant.
 */
export interface WalkState {
  readonly id: number;
  /** Undefined: not known any more. */
  readonly mark: number | undefined;
  readonly ttl: TtlChange;
  /** Bits of `clouds`. */
  readonly clouded: number;
  /** What the first CT rule that applied said. */
  readonly tracking: Tracking | null;
  readonly isLookedUp: boolean;
}

/** What a rule has changed in a way that is not followed: matches that look at it can answer either way. */
export const clouds = {
  /** Bytes that no field of the model has: TOS, or the TTL as `u32` sees it. */
  bytes: 1,
  length: 2,
  tcpFlags: 4,
  connmark: 8,
} as const;

/** The TTL that a packet has now by the one that it came with; null: the same. -1: not known any more. */
export type TtlChange = readonly number[] | null;

type Parts = Omit<WalkState, 'id'>;

/** The states that packets of one model come to, each once. */
export class WalkStates {
  private readonly byKey = new Map<string, WalkState>();
  private readonly most: number;
  private allowed: number;

  constructor(most: number) {
    this.most = most;
    this.allowed = most;
  }

  /** A new question begins, which may come to as many new states as the limit says. */
  allowMore(): void {
    this.allowed = this.byKey.size + this.most;
  }

  of({ mark, ttl, clouded, tracking, isLookedUp }: Parts): WalkState {
    const key = `${mark ?? '?'} ${ttl?.join() ?? ''} ${clouded} ${trackingKey(tracking)} ${isLookedUp}`;
    let state = this.byKey.get(key);
    if (!state) {
      if (this.byKey.size >= this.allowed) throw new LimitReached('states', this.most);
      state = { id: this.byKey.size, mark, ttl, clouded, tracking, isLookedUp };
      this.byKey.set(key, state);
    }
    return state;
  }
}

function trackingKey(tracking: Tracking | null): string {
  return tracking ? `${tracking.zone}/${tracking.of ?? ''}/${tracking.notrack}` : '';
}

/** What `--ctstate` sees: the same for all packets, or undefined where each packet has its own. */
export function constantTracking({ tracking, isLookedUp }: WalkState): ConstantTracking | undefined {
  if (tracking?.notrack) return { ctState: 'UNTRACKED', tracked: null };
  if (isLookedUp) return undefined;
  // From a CT rule on, the raw table itself sees the template that it hung on the packet.
  return tracking ? { ctState: 'NEW', tracked: template } : { ctState: 'INVALID', tracked: null };
}

export interface ConstantTracking {
  readonly ctState: CtState;
  readonly tracked: Tracked | null;
}
