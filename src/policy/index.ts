export { isOfNetwork } from './cloud.ts';
export { hasService, intersection } from './service-set.ts';
export { policyViews } from './view.ts';
