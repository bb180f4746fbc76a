export type { SysctlMode } from './bridge-filtering.ts';
export { type FlushJournal, createFileJournal } from './flush-journal.ts';
export { lockNetworkNamespace } from './lock.ts';
export { type AgentLog, createLog, silentLog } from './log.ts';
export { type AgentMetrics, createMetrics } from './metrics.ts';
export { type MetricsServer, serveMetrics } from './metrics-server.ts';
export type { AgentStatus } from './reconciler.ts';
export { type Agent, type AgentOptions, type AgentParts, runAgent } from './run-agent.ts';
