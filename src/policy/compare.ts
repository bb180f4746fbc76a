import { changedBetween } from './changed.ts';
import type { PolicyCloud } from './cloud.ts';
import { type OpeningChange, openingChanges } from './opening-changes.ts';
import { pairChanges } from './pair-changes.ts';
import { comparedPorts } from './roles.ts';
import type { PairChange } from './rows.ts';
import { policyViews } from './view.ts';

/** What concerns most instances comes first. */
export interface PolicyChange {
  readonly allowed: readonly PairChange[];
  readonly blocked: readonly PairChange[];
  readonly opened: readonly OpeningChange[];
  readonly closed: readonly OpeningChange[];
  /**
   * Ordered pairs of two different instances, each counted once whatever becomes of how many services. `unchanged`:
   * pairs that the change touches, that may use some of the services in question, and the same ones as before.
   */
  readonly counts: { readonly allowed: number; readonly blocked: number; readonly unchanged: number };
}

/**
 * What a change does to who may send what to whom, by the security groups: new connections between instances of one
 * network, and between instances and addresses outside. Instances that only one of the states has are in no pair:
 * what they may is told when they are made.
 *
 * It is worked out for the services that changed rules name, and for ports that these can tell apart: one rule more
 * costs what it says, not what all the others say.
 */
export function comparePolicies(before: PolicyCloud, after: PolicyCloud): PolicyChange {
  const changed = changedBetween(before, after);
  const views = policyViews([before, after], changed.services, changed.moved);
  const ports = comparedPorts(before, after, changed, views);
  return { ...pairChanges(ports, views), ...openingChanges(ports, views) };
}
