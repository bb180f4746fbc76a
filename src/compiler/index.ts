export {
  type CompileWarning,
  type CompiledHost,
  type CompiledSet,
  type HostMemory,
  type Layout,
  type LayoutOptions,
  type Profile,
  type Provenance,
  defaultLayoutOptions,
  emptyMemory,
  zoneKey,
} from './layout.ts';
export { createNeutronLayout } from './layouts/neutron/neutron-layout.ts';
export { type Step, compileSteps, stepFiles } from './layouts/neutron/steps.ts';
