export type { AgentHello, FeedEvent, HostDeltaJson, HostDump, HostReport, PortReport } from './agent-feed.ts';
export type { HostStateJson } from './host-state.ts';
