import type { HostDeltaJson } from './agent-feed.ts';
import type { HostStateJson } from './host-state.ts';

/** One request of the Networking API that changes something. */
export interface PlannedChange {
  readonly method: 'POST' | 'PUT' | 'DELETE';
  /** `/v2.0/security-group-rules`, `/v2.0/ports/{id}`. */
  readonly path: string;
  readonly body?: unknown;
  /** In answers: what it replaces or deletes, as the plan found it. */
  readonly before?: unknown;
}

/** Some instances: how many, the names of groups that all of them are in, and a few of them by name. */
export interface PlanEnd {
  readonly count: number;
  readonly groups: readonly string[];
  readonly examples: readonly { readonly id: string; readonly name: string; readonly address: string | null }[];
}

/** Services that every one of `from` may newly use at every one of `to`, or no longer. */
export interface PlanPairs {
  readonly ethertype: 'IPv4' | 'IPv6';
  readonly services: readonly string[];
  /** How many services were left off `services`. */
  readonly more_services: number;
  readonly from: PlanEnd;
  readonly to: PlanEnd;
  readonly pairs: number;
}

/** The same with addresses that need be no instance's. */
export interface PlanOpening {
  readonly direction: 'ingress' | 'egress';
  readonly prefix: string;
  readonly services: readonly string[];
  readonly more_services: number;
  readonly ports: PlanEnd;
}

export type PlanWarning =
  /** A service is open to everybody that mostly is for few. */
  | { readonly code: 'openToAny'; readonly services: readonly string[] }
  /** Connections that are used now may end. */
  | { readonly code: 'blocks'; readonly pairs: number };

export interface PlanAssertion {
  readonly text: string;
  readonly outcome: 'holds' | 'fails' | 'nobody';
  /** Whom it fails between, or whom it names in vain. */
  readonly about: string | null;
}

/** What changes would do, worked out at a revision. Each list holds what concerns most instances first. */
export interface PlanOutcome {
  readonly newly_allowed: readonly PlanPairs[];
  readonly newly_blocked: readonly PlanPairs[];
  readonly opened: readonly PlanOpening[];
  readonly closed: readonly PlanOpening[];
  /**
   * Ordered pairs of instances, exact however many are told one by one. `unchanged`: of those that the changes touch,
   * the ones that may use some of the services in question as before.
   */
  readonly counts: { readonly newly_allowed: number; readonly newly_blocked: number; readonly unchanged: number };
  /** How many entries were left off each list. */
  readonly left_off: { readonly [list in 'newly_allowed' | 'newly_blocked' | 'opened' | 'closed' | 'hosts']: number };
  /** Equal for outcomes that are equal in all that was left off as well. */
  readonly fingerprint: string;
  readonly hosts: readonly string[];
  readonly warnings: readonly PlanWarning[];
  readonly assertions: readonly PlanAssertion[];
  /** What whoever applies it has to type, where it widens much or cuts connections; null: nothing. */
  readonly confirm: string | null;
}

/** What changes would do to one host: its state at a revision, and the step that its agent would be sent. */
export interface PlannedHost {
  readonly host: string;
  readonly revision: number;
  readonly state: HostStateJson;
  readonly delta: HostDeltaJson;
}

export type PlanState = 'waiting' | 'applied' | 'confirmed' | 'undone' | 'dropped';

export interface PlanJson {
  readonly id: string;
  readonly project_id: string;
  readonly made_at: string;
  readonly made_by: string;
  readonly revision: number;
  readonly state: PlanState;
  readonly changes: readonly PlannedChange[];
  readonly outcome: PlanOutcome;
  readonly applied_at: string | null;
  readonly applied_by: string | null;
  readonly applied_revision: number | null;
  readonly reason: string | null;
  /** Undone by itself at that time, unless it is confirmed. */
  readonly confirm_by: string | null;
}
