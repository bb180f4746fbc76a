import type { Kernel } from '../kernel/index.ts';
import { PortreeveError, reasonOf } from '../model/index.ts';
import { type Clock, createBackOff } from '../sources/index.ts';
import type { HostReport } from '../wire/index.ts';
import type { FlushJournal } from './flush-journal.ts';
import type { AgentLog } from './log.ts';
import type { AgentMetrics } from './metrics.ts';

export interface ReporterOptions {
  readonly kernel: Kernel;
  readonly journal: FlushJournal;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: AgentLog;
  readonly metrics: AgentMetrics;
  readonly again: (delayMs: number) => void;
  readonly report: (report: HostReport) => void;
}

/** What comes after an apply and beside the next one: ending revoked connections, then saying what is enforced. */
export interface Reporter {
  /** `mayFlush`: the rules in the kernel are those that the journal was written for. */
  publish(report: HostReport, mayFlush: boolean): void;
  /** Resolves when all that was published so far is out. */
  settled(): Promise<void>;
  last(): HostReport;
}

const emptyReport: HostReport = { revision: 0, ports: {}, apply_ms: null, error: null, repaired: [] };

export function createReporter(options: ReporterOptions): Reporter {
  const { kernel, journal, clock, log, metrics } = options;
  const retry = createBackOff({ firstMs: 500, limitMs: 60_000, random: options.random });
  let background: Promise<void> = Promise.resolve();
  let last: HostReport | undefined;

  async function flush(): Promise<PortreeveError | undefined> {
    const filters = journal.left();
    if (filters.length === 0) return undefined;
    try {
      const start = clock.now();
      const deleted = await kernel.deleteConnections(filters);
      journal.done(filters);
      retry.reset();
      metrics.deletedConnections.inc(deleted);
      log.info('connections_deleted', { filters: filters.length, deleted, ms: clock.now() - start });
      return undefined;
    } catch (error) {
      log.error('connections_not_deleted', { reason: reasonOf(error) });
      options.again(retry.next());
      return typedError(error);
    }
  }

  return {
    publish(report, mayFlush) {
      background = background.then(async () => {
        const error = mayFlush ? await flush() : undefined;
        const told = error ? { ...report, error: errorReport(error) } : report;
        if (last && saysTheSame(last, told)) return;
        last = told;
        options.report(told);
      });
    },
    settled: () => background,
    last: () => last ?? emptyReport,
  };
}

export function typedError(error: unknown): PortreeveError {
  if (error instanceof PortreeveError) return error;
  return new PortreeveError('INTERNAL', { reason: reasonOf(error) }, { cause: error });
}

export function errorReport({ code, message, hint }: PortreeveError): NonNullable<HostReport['error']> {
  return { code, message, hint };
}

/** Ports are compared last and only then: on a large host they are nearly all of it. */
function saysTheSame(a: HostReport, b: HostReport): boolean {
  if (a.revision !== b.revision || a.apply_ms !== b.apply_ms || b.repaired.length > 0) return false;
  if (a.error?.code !== b.error?.code || a.error?.message !== b.error?.message) return false;
  return a.ports === b.ports || JSON.stringify(a.ports) === JSON.stringify(b.ports);
}
