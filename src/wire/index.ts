export type { AgentHello, FeedEvent, HostDeltaJson, HostDump, HostReport, PortReport } from './agent-feed.ts';
export type { AuditEntryJson } from './audit.ts';
export type { DashboardEvent } from './dashboard-event.ts';
export { hostDeltaJson, parseHostDelta } from './host-delta.ts';
export { type HostStateJson, hostStateJson, parseHostState } from './host-state.ts';
export {
  type HostStateFile,
  type HostStateOptions,
  parseHostStateFile,
  profileByName,
} from './host-state-file.ts';
export type {
  PlanAssertion,
  PlanEnd,
  PlanJson,
  PlannedChange,
  PlannedHost,
  PlanOpening,
  PlanOutcome,
  PlanPairs,
  PlanState,
  PlanWarning,
} from './plan.ts';
export { type PlannedStates, parsePlannedHost } from './planned-host.ts';
export { parseStrictJson } from './strict-json.ts';
export { type TracedFlow, type TracedPacket, parseTracedPacket } from './trace-packet.ts';
