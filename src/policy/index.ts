export {
  type Assertion,
  type AssertionFault,
  type AssertionOutcome,
  checkAssertions,
  parseAssertion,
} from './assertion.ts';
export { type PolicyCloud, isOfNetwork } from './cloud.ts';
export { type OpeningChange, type PairChange, type PolicyChange, comparePolicies } from './compare.ts';
export type { Opening } from './openings.ts';
export {
  type NumberRange,
  type ServiceSet,
  hasService,
  intersection,
  isNone,
} from './service-set.ts';
export { serviceTexts } from './service-text.ts';
export { type IpFamily, type Looks, type PolicyView, policyViews } from './view.ts';
