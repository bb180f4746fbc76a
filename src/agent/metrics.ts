import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What an agent counts, in Prometheus' form. */
export interface AgentMetrics {
  readonly registry: Registry;
  readonly applies: Counter<'result'>;
  readonly applySeconds: Histogram;
  readonly commits: Counter<'family'>;
  readonly setCommands: Counter;
  readonly repairs: Counter<'family'>;
  readonly deletedConnections: Counter;
  readonly revision: Gauge<'of'>;
  readonly ports: Gauge<'status'>;
  readonly sourceLost: Gauge;
}

export function createMetrics(host: string): AgentMetrics {
  const registry = new Registry();
  registry.setDefaultLabels({ host });
  const registers = [registry];
  return {
    registry,
    applies: new Counter({
      name: 'portreeve_agent_applies_total',
      help: 'Passes that changed something or failed',
      labelNames: ['result'],
      registers,
    }),
    applySeconds: new Histogram({
      name: 'portreeve_agent_apply_seconds',
      help: 'Time of a pass that changed something, without the deletion of connections',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
    commits: new Counter({
      name: 'portreeve_agent_commits_total',
      help: 'Restores of iptables',
      labelNames: ['family'],
      registers,
    }),
    setCommands: new Counter({ name: 'portreeve_agent_set_restores_total', help: 'Restores of ipset', registers }),
    repairs: new Counter({
      name: 'portreeve_agent_repairs_total',
      help: 'Chains and sets of ours that somebody else had changed',
      labelNames: ['family'],
      registers,
    }),
    deletedConnections: new Counter({
      name: 'portreeve_agent_deleted_connections_total',
      help: 'Connections ended because the rules refuse them now',
      registers,
    }),
    revision: new Gauge({
      name: 'portreeve_agent_revision',
      help: 'Revision that is wanted and the one that the kernel is at',
      labelNames: ['of'],
      registers,
    }),
    ports: new Gauge({
      name: 'portreeve_agent_ports',
      help: 'Ports of the host by what became of them',
      labelNames: ['status'],
      registers,
    }),
    sourceLost: new Gauge({
      name: 'portreeve_agent_source_lost',
      help: '1 while the agent does not hear from its source',
      registers,
    }),
  };
}
