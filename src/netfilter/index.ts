export { type BridgeResult, applyBridgeCommands } from './bridge/apply-commands.ts';
export {
  type BridgeCommand,
  type PortProtection,
  planProtection,
  portProtection,
  protectedDevice,
} from './bridge/protection.ts';
export {
  type BridgeChain,
  type BridgeTable,
  emptyBridgeTable,
  parseBridgeSave,
  printBridgeSave,
} from './bridge/table.ts';
export { type Refusal, type RestoreOptions, type Restored, applyRestore } from './apply-restore.ts';
export { builtInChains, isBuiltIn } from './built-in-chains.ts';
export { type PrintedRules, printCanonical, printCanonicalSets } from './canonical.ts';
export { type SetsRestored, applySetRestore } from './apply-set-restore.ts';
export { type SetEdits, type SetOwner, diffSets, setsNamedBy } from './diff-sets.ts';
export { diff } from './diff.ts';
export { diffChain, ruleKey } from './diff-chain.ts';
export { type Edit, type RulesetEdits, type TableEdits, hasEdits } from './edit.ts';
export type { Finding, FindingCode } from './finding.ts';
export type { IpSet } from './ip-set.ts';
export { type ParsedSets, parseSetLines, parseSets, printCreate, printSets } from './ip-set-text.ts';
export { type ListedSet, type ListedSets, parseSetList } from './ip-set-list.ts';
export { parseSetXml } from './ip-set-xml.ts';
export type { HostNames } from './listing/address-column.ts';
export { type GuessedTable, guessTable } from './listing/guess-table.ts';
export {
  type ListedTable,
  type ListingFacts,
  type ListingLoss,
  type ListingLossCode,
  listedTable,
} from './listing/listed-table.ts';
export { type NotTold, notTold, whatIsNotTold } from './listing/not-told.ts';
export { type ListedChain, type ListedRow, type Listing, readListing } from './listing/read-listing.ts';
export { parseListRules } from './parse-list-rules.ts';
export { splitWords, type Words } from './quoting.ts';
export { type Owner, merge } from './merge.ts';
export { normalise, normaliseChain, normaliseRule } from './normalise.ts';
export { knownTargets } from './known-extensions.ts';
export { protocolNumber } from './protocol-names.ts';
export { scriptLines } from './script-lines.ts';
export type { Flag, Match, NegatableName, NegatableRange, PortModule, PortRange } from './match.ts';
export { printMatch } from './match/table.ts';
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
export { type IsChain, parseRule } from './parse-rule.ts';
export { type ParsedSave, parseSave, parseSaveLines } from './parse-save.ts';
export { printCounters, printRule, printRuleText } from './print-rule.ts';
export { printSave } from './print-save.ts';
export type { PrintStyle, Remark } from './print-style.ts';
export { editAtLine, printRestore } from './print-restore.ts';
export { printedCidr, printedPrefix } from './printed-address.ts';
export type { Chain, ChainName, Counters, Family, Policy, Rule, Ruleset, Table, TableName } from './ruleset.ts';
export { printedMember, settableMembers, sortedMembers } from './set-members.ts';
export type { Target } from './target.ts';
export { printTarget } from './target-text.ts';
