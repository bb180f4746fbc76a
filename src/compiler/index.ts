export {
  type CompileWarning,
  type CompiledHost,
  type CompiledSet,
  type HostMemory,
  type Layout,
  type LayoutOptions,
  type Profile,
  type Provenance,
  emptyMemory,
} from './layout.ts';
