export {
  type BridgePort,
  type BridgedHost,
  type BridgedPacket,
  type BridgedPath,
  type BridgedResult,
  evaluateBridged,
} from './bridged-path.ts';
export { type Connection, type Direction, type Lookup, type LookupOptions, type Zone, lookUp } from './conntrack.ts';
export { type EvaluateOptions, type Limits, defaultLimits, evaluate } from './evaluate.ts';
export type { Cloud } from './fixes/cloud.ts';
export type { Exposure } from './fixes/exposure.ts';
export { type Fix, applyFix } from './fixes/fix.ts';
export { serviceSpec } from './fixes/service.ts';
export { type GroupRefusal, type SuggestedFix, suggestFixes, suggestPair } from './fixes/suggest-fixes.ts';
export { type CounterCheck, type HostRule, checkCounters } from './journey/counters.ts';
export { type LiveCheck, type PacketSeen, checkAgainstPacket } from './journey/live-check.ts';
export { type RefusedEnd, evaluateJourney, refusedAt } from './journey/evaluate-journey.ts';
export type {
  Hop,
  HostPass,
  Journey,
  JourneyAssumption,
  JourneyEnd,
  JourneyHost,
  JourneyNetwork,
  JourneyQuestion,
  PlacedReason,
  PortEnd,
  Turn,
} from './journey/journey.ts';
export { type HostMap, type MappedPort, type WrittenHost, mapHost } from './mapping/host-map.ts';
export type {
  Certainty,
  ChainMeaning,
  ChainRole,
  RuleMeaning,
  RuleReason,
  ScaffoldRole,
  SetMeaning,
} from './mapping/meaning.ts';
export { type ForeignProgram, type UnownedRules, unownedRules } from './mapping/unowned.ts';
export { doubtsOf, withDoubts } from './host/doubt.ts';
export type {
  ExplainedChain,
  ExplainedHost,
  ExplainedPort,
  ExplainedRule,
  ExplainedSet,
  PlacedRef,
  WrittenBy,
} from './host/explained-host.ts';
export { explainHost } from './host/explain-host.ts';
export { type HostLayer, hostLayers } from './host/host-layers.ts';
export { type JudgedOnHost, type OnHost, judgeOnHost } from './host/judge-on-host.ts';
export {
  type FindingSeverity,
  type ReadFinding,
  type ReadFindingCode,
  sayFinding,
} from './reader/finding.ts';
export type { HostNames } from '../netfilter/index.ts';
export { parseHostNames } from './reader/host-names.ts';
export type {
  Backend,
  HostText,
  ReadHints,
  ReadHost,
  ReadPart,
  ReadRuleset,
  ReadText,
  RulesKind,
  RulesetSource,
} from './reader/host-text.ts';
export type { LineAccount } from './reader/line-account.ts';
export { readHost } from './reader/read-host.ts';
export {
  type Names,
  type Pass,
  type PassJudgement,
  type PortAnswer,
  type Reason,
  judgePass,
} from './reasons/judge-pass.ts';
export type { Field, Miss } from './reasons/near-miss.ts';
export { type PathLine, type PathLines, pathLines } from './reasons/path-lines.ts';
export type { HostFinding, HostFindingCode, LookedOver, Proof } from './findings/finding.ts';
export { lookOver } from './findings/look-over.ts';
export { type FindingWords, sayHostFinding } from './findings/say-finding.ts';
export type { HostDevice, HostFacts, HostRoute } from './host-facts.ts';
export type { Rewrite } from './nat.ts';
export {
  type CtState,
  type Flow,
  type Packet,
  type PacketOwner,
  type Path,
  type TcpFlag,
  inverted,
  replyTo,
} from './packet.ts';
export { type SetIndex, type SetMembers, indexSets, noSets } from './set-members.ts';
export type { TcpState } from './tcp-states.ts';
export * from './symbolic/index.ts';
export {
  type Assumption,
  type Obstacle,
  type Outcome,
  type RuleRef,
  type Step,
  type Trace,
  type Verdict,
  rulesMet,
} from './trace.ts';
export { type TraceJson, traceJson } from './trace-json.ts';
export { notShownMark } from './words/condition-words.ts';
export { type RuleLine, chainWords, familyWord, lettingWords, ruleLine } from './words/explained-words.ts';
export { summaryWords } from './words/summary-words.ts';
export { answerWords } from './words/answer-words.ts';
export { exampleWords } from './words/example-words.ts';
export { regionWords } from './words/region-words.ts';
export { type CommandNames, fixCommand, fixEffect } from './words/fix-words.ts';
export { type HopWords, endName, hopWords } from './words/hop-words.ts';
export { missWords } from './words/miss-words.ts';
export { packetWords, stateWords } from './words/packet-words.ts';
export { passInWords, plainNames, verdictWord } from './words/pass-words.ts';
export { groupRuleWords, ruleWords } from './words/rule-words.ts';
export { serviceText } from './words/service-text.ts';
export { usesConntrack } from './uses-conntrack.ts';
