import type { Layout } from '../compiler/index.ts';
import type { Devices, Kernel } from '../kernel/index.ts';
import { PortreeveError, reasonOf } from '../model/index.ts';
import type { Clock, StateSource } from '../sources/index.ts';
import type { AgentHello } from '../wire/index.ts';
import type { SysctlMode } from './bridge-filtering.ts';
import { takeDump } from './dump.ts';
import { type FlushJournal, createMemoryJournal } from './flush-journal.ts';
import { type AgentLog, silentLog } from './log.ts';
import { type AgentMetrics, createMetrics } from './metrics.ts';
import { createPacer } from './pacer.ts';
import { type AgentStatus, createReconciler } from './reconciler.ts';
import type { WiringOptions } from './wiring.ts';

export interface AgentParts {
  readonly host: string;
  readonly source: StateSource;
  readonly kernel: Kernel;
  readonly devices: Devices;
  readonly layout: Layout;
  readonly clock: Clock;
  readonly log?: AgentLog;
  readonly metrics?: AgentMetrics;
  readonly journal?: FlushJournal;
  /** Uniform in [0, 1). */
  readonly random?: () => number;
  readonly options?: AgentOptions;
}

export interface AgentOptions {
  readonly tunnelIp?: string;
  readonly vxlanPort?: number;
  /** Interface of each physical network. */
  readonly physical?: ReadonlyMap<string, string>;
  readonly sysctl?: SysctlMode;
  readonly auditIntervalMs?: number;
  readonly rescanIntervalMs?: number;
  /** Shortest time from one apply to the next. */
  readonly applyIntervalMs?: number;
}

export interface Agent {
  /** Ends the watches and waits for the apply that runs. The firewall stays. */
  stop(): Promise<void>;
  status(): AgentStatus;
  /** Reads the kernel now and repairs what differs. */
  audit(): void;
  /** Resolves after the first pass over a whole state, when its report is given; fails if the source is lost before. */
  firstPass(): Promise<AgentStatus>;
}

/** Linux' own default, and so the one that Neutron's agents use with each other. */
const defaultVxlanPort = 8472;
const defaultAuditMs = 300_000;
const defaultRescanMs = 30_000;
const defaultApplyMs = 100;
/** Timers differ by so much from host to host, so that a thousand hosts do not read their kernels at once. */
const jitter = 0.2;

/** Runs the agent of one host until it is stopped. */
export async function runAgent(parts: AgentParts): Promise<Agent> {
  const { host, source, kernel, devices, clock } = parts;
  const options = parts.options ?? {};
  const log = parts.log ?? silentLog;
  const metrics = parts.metrics ?? createMetrics(host);
  const random = parts.random ?? Math.random;
  const wiring: WiringOptions = {
    tunnelIp: options.tunnelIp ?? null,
    vxlanPort: options.vxlanPort ?? defaultVxlanPort,
    physical: options.physical ?? new Map(),
  };
  const first = withResolver<AgentStatus>();
  let isFirstDone = false;
  let hasState = false;
  let isLost = false;

  const reconciler = createReconciler({
    host,
    kernel,
    devices,
    layout: parts.layout,
    wiring,
    sysctl: options.sysctl ?? 'set',
    journal: parts.journal ?? createMemoryJournal(),
    clock,
    random,
    log,
    metrics,
    again: (delayMs) => pacer.wakeAfter(delayMs),
    report: (report) => source.report(report),
  });
  const pacer = createPacer({
    clock,
    intervalMs: options.applyIntervalMs ?? defaultApplyMs,
    pass: async () => {
      const hadState = hasState;
      await reconciler.pass();
      if (!hadState || isFirstDone) return;
      isFirstDone = true;
      void reconciler.settled().then(() => first.resolve(reconciler.status()));
    },
  });

  const stopWatchingDevices = await devices.watch(
    () => {
      reconciler.devicesChanged();
      pacer.wake();
    },
    (error) => log.warn('device_watch_lost', { reason: reasonOf(error) }),
  );
  const endRescan = repeat(clock, random, options.rescanIntervalMs ?? defaultRescanMs, () => {
    reconciler.devicesChanged();
    pacer.wake();
  });
  const endAudit = repeat(clock, random, options.auditIntervalMs ?? defaultAuditMs, audit);
  // Reads the kernel while the source is still being asked.
  pacer.wake();
  log.info('started', { backend: kernel.backend, version: kernel.version, layout: parts.layout.name });

  const stopWatchingSource = await source.watch({
    state(state) {
      hasState = true;
      reconciler.want(state);
      pacer.wake();
    },
    found() {
      if (isLost) log.info('source_found');
      isLost = false;
      metrics.sourceLost.set(0);
    },
    lost(error) {
      // Said once, not at each try.
      if (!isLost) log.warn('source_lost', lostFacts(error));
      if (!hasState) first.reject(error);
      isLost = true;
      metrics.sourceLost.set(1);
    },
    dumpRequested(id) {
      takeDump(kernel, reconciler.status().report.revision, clock.now())
        .then((dump) => source.answerDump(id, dump))
        .catch((error: unknown) => log.warn('dump_failed', { id, reason: reasonOf(error) }));
    },
    hello: () => hello(kernel, wiring, Object.keys(reconciler.status().report.ports).length),
  });

  function audit(): void {
    reconciler.auditNext();
    pacer.wake();
  }

  return {
    async stop() {
      endRescan();
      endAudit();
      await stopWatchingDevices();
      await pacer.stop();
      await reconciler.settled();
      await stopWatchingSource();
      log.info('stopped', { revision: reconciler.status().report.revision });
    },
    status: () => reconciler.status(),
    audit,
    firstPass: () => first.promise,
  };
}

function lostFacts(error: unknown) {
  if (!(error instanceof PortreeveError)) return { reason: reasonOf(error) };
  return { code: error.code, reason: error.message, hint: error.hint };
}

function hello(kernel: Kernel, wiring: WiringOptions, devices: number): AgentHello {
  return {
    agent_type: 'Linux bridge agent',
    binary: 'portreeve',
    version: kernel.version,
    backend: kernel.backend,
    configurations: {
      tunneling_ip: wiring.tunnelIp,
      tunnel_types: wiring.tunnelIp === null ? [] : ['vxlan'],
      interface_mappings: Object.fromEntries(wiring.physical),
      bridge_mappings: {},
      devices,
      extensions: [],
      l2_population: false,
    },
  };
}

/** Runs again and again, each time after the interval give or take a little. */
function repeat(clock: Clock, random: () => number, intervalMs: number, run: () => void): () => void {
  let cancel = (): void => {};
  const next = (): void => {
    cancel = clock.after(intervalMs * (1 - jitter / 2 + jitter * random()), () => {
      next();
      run();
    });
  };
  next();
  return () => cancel();
}

function withResolver<T>(): {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
} {
  let resolve: (value: T) => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<T>((done, failed) => {
    resolve = done;
    reject = failed;
  });
  // Whoever does not ask is not to be troubled.
  promise.catch(() => {});
  return { promise, resolve, reject };
}
