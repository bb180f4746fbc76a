export {
  type BridgePort,
  type BridgedHost,
  type BridgedPacket,
  type BridgedPath,
  type BridgedResult,
  evaluateBridged,
} from './bridged-path.ts';
export { type Connection, type Lookup, lookUp } from './conntrack.ts';
export { type EvaluateOptions, type Limits, defaultLimits, evaluate } from './evaluate.ts';
export { type CtState, type Flow, type Packet, type Path, type TcpFlag, inverted, replyTo } from './packet.ts';
export { type SetIndex, type SetMembers, indexSets, noSets } from './set-members.ts';
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
