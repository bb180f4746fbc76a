export { type Assertion, type AssertionFault, parseAssertion } from './assertion.ts';
export { type AssertionOutcome, checkAssertions } from './check-assertions.ts';
export { servicesBetween } from './between.ts';
export { type PolicyCloud, isOfNetwork } from './cloud.ts';
export { type PolicyChange, comparePolicies } from './compare.ts';
export type { OpeningChange } from './opening-changes.ts';
export {
  type CellRule,
  type GroupCell,
  type GroupMatrix,
  type Services,
  groupMatrix,
} from './group-matrix.ts';
export type { Opening } from './openings.ts';
export { type OutcomeLine, assertionText, outcomeText } from './outcome-text.ts';
export { type PortSet, eachPort, firstOf } from './port-set.ts';
export type { PairChange } from './rows.ts';
export {
  type NumberRange,
  type ServiceSet,
  everyService,
  hasService,
  intersection,
  isEqual,
  isNone,
} from './service-set.ts';
export { serviceTexts } from './service-text.ts';
export type { IpFamily } from './traits.ts';
export { policyViews } from './view.ts';
