export { type Analysis, openAnalysis } from './analysis.ts';
export type { Choice, PacketConstraint } from './constraint.ts';
export type { DeviceSet, IcmpRange, Listed, PacketBox, Region } from './packet-box.ts';
export type { Tracked } from './possible-packets.ts';
export {
  type Change,
  type CompareQuestion,
  type DiffAnswer,
  type EquivalentAnswer,
  type Passing,
  diff,
  equivalent,
} from './questions/compare.ts';
export {
  type BridgePass,
  type ConversationAnswer,
  type ConversationConstraint,
  type ConversationQuestion,
  type Sureness,
  conversation,
} from './questions/conversation.ts';
export { type AddressClass, type MatrixAnswer, type MatrixQuestion, matrix } from './questions/matrix.ts';
export {
  type LettingRule,
  type PacketsFound,
  type ReachAnswer,
  type ReachGroup,
  type ReachPath,
  type ReachQuestion,
  reach,
} from './questions/reach.ts';
export { type SearchAnswer, type SearchQuestion, type SearchedVerdict, search } from './questions/search.ts';
export {
  type IdleRule,
  type Place,
  type IdleReason,
  type ShadowedAnswer,
  type ShadowedQuestion,
  shadowed,
} from './questions/shadowed.ts';
export {
  type OwnIdentity,
  type Pretence,
  type SpoofAnswer,
  type SpoofQuestion,
  type SpoofedPort,
  type Spoofing,
  spoof,
} from './questions/spoof.ts';
export type { DifferentRules } from './rule-differences.ts';
export type { SymbolicHost } from './symbolic-host.ts';
export { type Exhausted, type SymbolicLimits, type TooLarge, defaultSymbolicLimits } from './too-large.ts';
