export type { IpSet } from './ip-set.ts';
export type { Flag, Match, NegatableName, NegatableRange, PortModule, PortRange } from './match.ts';
export {
  type PortChainKind,
  arpChain,
  bridgeName,
  chainPrefix,
  defaultProgram,
  filterTopChain,
  macChain,
  portChain,
  setName,
  tapName,
  vxlanName,
  wrappedChain,
} from './naming/neutron.ts';
export type { Chain, ChainName, Counters, Family, Policy, Rule, Ruleset, Table, TableName } from './ruleset.ts';
export type { Target } from './target.ts';
