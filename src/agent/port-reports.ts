import type { Link } from '../kernel/index.ts';
import { type HostState, type NetworkId, type PortId, PortreeveError } from '../model/index.ts';
import { bridgeName, tapName } from '../netfilter/index.ts';
import type { PortReport } from '../wire/index.ts';
import type { WiringProblem } from './wiring.ts';

export interface PortFacts {
  readonly state: HostState;
  readonly links: ReadonlyMap<string, Link>;
  /** Ports whose filters are in the kernel. */
  readonly applied: ReadonlyMap<PortId, unknown>;
  /** What stands in the way, by port, by network and by device. */
  readonly portErrors: ReadonlyMap<PortId, PortreeveError>;
  readonly networkErrors: ReadonlyMap<NetworkId, WiringProblem>;
  readonly deviceErrors: ReadonlyMap<string, PortreeveError>;
}

export interface PortReports {
  readonly reports: Readonly<Record<string, PortReport>>;
  readonly counts: ReadonlyMap<PortReport['status'], number>;
}

/** What became of each port. "enforced" is said only of one that is filtered and on its network. */
export function reportPorts(facts: PortFacts): PortReports {
  const reports: Record<string, PortReport> = {};
  const counts = new Map<PortReport['status'], number>([
    ['enforced', 0],
    ['pending', 0],
    ['missing', 0],
    ['failed', 0],
  ]);
  for (const port of facts.state.ports.values()) {
    const report = reportPort(port.id, port.networkId, facts);
    reports[port.id] = report;
    counts.set(report.status, (counts.get(report.status) ?? 0) + 1);
  }
  return { reports, counts };
}

/** Reports ports, and gives the last reports again when nothing that they came from is another object. */
export function createPortReporter(): (facts: PortFacts) => PortReports {
  let last: { readonly facts: PortFacts; readonly reports: PortReports } | undefined;
  return (facts) => {
    if (!last || !sameFacts(last.facts, facts)) last = { facts, reports: reportPorts(facts) };
    return last.reports;
  };
}

function sameFacts(a: PortFacts, b: PortFacts): boolean {
  const hasErrors = [a, b].some(
    ({ portErrors, networkErrors, deviceErrors }) => portErrors.size + networkErrors.size + deviceErrors.size > 0,
  );
  return !hasErrors && a.state.ports === b.state.ports && a.links === b.links && a.applied === b.applied;
}

function reportPort(port: PortId, network: NetworkId, facts: PortFacts): PortReport {
  const device = tapName(port);
  const bridge = bridgeName(network);
  const link = facts.links.get(device);
  const isOnBridge = link?.master === bridge;
  const problem = facts.networkErrors.get(network);
  const error =
    facts.portErrors.get(port) ??
    (problem && new PortreeveError(problem.code, problem.params)) ??
    facts.deviceErrors.get(device) ??
    (isOnBridge ? undefined : facts.deviceErrors.get(bridge));
  if (error) return { status: 'failed', device, error: error.message };
  if (!link) return { status: 'missing', device };
  return { status: facts.applied.has(port) && isOnBridge ? 'enforced' : 'pending', device };
}
