import { type CompiledHost, type HostMemory, type Layout, zoneKey } from '../compiler/index.ts';
import type { Devices, Kernel } from '../kernel/index.ts';
import { type HostState, type PortId, PortreeveError, asId, emptyHostState, reasonOf } from '../model/index.ts';
import { printRestore, tapName } from '../netfilter/index.ts';
import { type Clock, createBackOff } from '../sources/index.ts';
import type { HostReport } from '../wire/index.ts';
import { type SysctlMode, ensureBridgeFiltering } from './bridge-filtering.ts';
import { type Committed, coveredDevices, readKernel, readSets } from './committed.ts';
import { findDrift } from './drift.ts';
import type { FlushJournal } from './flush-journal.ts';
import type { AgentLog } from './log.ts';
import type { AgentMetrics } from './metrics.ts';
import { type ApplyPlan, createPlanner, isEmptyPlan } from './plan-apply.ts';
import { createPortReporter } from './port-reports.ts';
import { createQuarantine } from './quarantine.ts';
import { createReporter, errorReport, typedError } from './reporter.ts';
import { revokedConnections } from './revoked-connections.ts';
import { createWirer } from './wirer.ts';
import type { WiringOptions, WiringPlan } from './wiring.ts';

export interface ReconcilerOptions {
  readonly host: string;
  readonly kernel: Kernel;
  readonly devices: Devices;
  readonly layout: Layout;
  readonly wiring: WiringOptions;
  readonly sysctl: SysctlMode;
  readonly journal: FlushJournal;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: AgentLog;
  readonly metrics: AgentMetrics;
  /** Something has to be tried again after the delay. */
  readonly again: (delayMs: number) => void;
  readonly report: (report: HostReport) => void;
}

/**
 * Makes the host what the newest state says: looks, compiles, compares with what it last committed, and does the rest. One pass at
 * a time; what a pass needs from outside is asked for only when it is not known (see `docs/explanation/agent.md`).
 */
export interface Reconciler {
  want(state: HostState): void;
  /** Interfaces may have changed. */
  devicesChanged(): void;
  /** The next pass reads the kernel and repairs what somebody else changed. */
  auditNext(): void;
  /** Never throws. */
  pass(): Promise<void>;
  /** Resolves when connections are deleted and reports are given, of all passes so far. */
  settled(): Promise<void>;
  status(): AgentStatus;
}

export interface AgentStatus {
  readonly wanted: number;
  readonly report: HostReport;
}

const retryFirstMs = 500;
const retryLimitMs = 60_000;
const quarantineFirstMs = 30_000;
const quarantineLimitMs = 600_000;
/** How many culprits one pass may find; the next pass goes on. */
const culpritsInOnePass = 20;

/** What a try to enforce a state went through, for finding out whose fault its failure is. */
interface Attempt {
  readonly usable: HostState;
  compiled?: CompiledHost;
  plan?: ApplyPlan;
}

type Repaired = HostReport['repaired'][number];

export function createReconciler(options: ReconcilerOptions): Reconciler {
  const { kernel, layout, clock, log, metrics, journal, random } = options;
  const retry = createBackOff({ firstMs: retryFirstMs, limitMs: retryLimitMs, random });
  const setRetry = createBackOff({ firstMs: retryFirstMs, limitMs: retryLimitMs, random });
  const quarantineRetry = createBackOff({ firstMs: quarantineFirstMs, limitMs: quarantineLimitMs, random });
  const quarantine = createQuarantine();
  const planApply = createPlanner(layout, kernel.families);
  const wirer = createWirer(options);
  const reporter = createReporter(options);
  const reportPorts = createPortReporter();

  let wanted: HostState | undefined;
  let wantedSince = 0;
  /** Undefined: not to be trusted, to be read. */
  let committed: Committed | undefined;
  let memory: HostMemory | undefined;
  let applied: { readonly state: HostState; readonly compiled: CompiledHost } | undefined;
  let covered: ReadonlySet<string> = new Set();
  let networkErrors: WiringPlan['problems'] = new Map();
  let isAuditDue = false;
  let isFirstLook = true;
  let quarantineUntil = 0;
  let repaired: Repaired[] = [];
  let enforcedRevision = 0;
  let applyMs: number | null = null;
  let lastError: PortreeveError | undefined;
  let filteringProblem: PortreeveError | undefined;
  const warned = new Set<string>();

  async function pass(): Promise<void> {
    const start = clock.now();
    try {
      await lookAtKernel();
      await wirer.look();
      if (!wanted) return;
      const state = wanted;
      const since = wantedSince;
      const changes = await enforce(state);
      lastError = undefined;
      retry.reset();
      enforcedRevision = state.revision;
      if (changes > 0) {
        applyMs = clock.now() - since;
        const ms = clock.now() - start;
        metrics.applies.inc({ result: 'ok' });
        metrics.applySeconds.observe(ms / 1000);
        log.info('applied', { revision: state.revision, changes, ms });
      }
    } catch (error) {
      // Whatever went wrong, what we believe of the kernel may be wrong too: read it before the next try.
      committed = undefined;
      wirer.stale();
      lastError = typedError(error);
      const delay = retry.next();
      options.again(delay);
      metrics.applies.inc({ result: 'failed' });
      log.error('apply_failed', {
        ...lastError.details,
        code: lastError.code,
        reason: lastError.message,
        retry_ms: Math.round(delay),
      });
    }
    reporter.publish(makeReport(), committed !== undefined);
  }

  async function lookAtKernel(): Promise<void> {
    if (committed && !isAuditDue) return;
    const observed = await readKernel(kernel);
    if (isFirstLook || isAuditDue) await checkBridgeFiltering();
    if (committed) noteDrift(committed, observed);
    if (isFirstLook) {
      memory = layout.recall(observed.rulesets);
      covered = coveredDevices(observed.rulesets, kernel.families, layout);
    }
    isFirstLook = false;
    isAuditDue = false;
    committed = observed;
  }

  function noteDrift(before: Committed, observed: Committed): void {
    const at = new Date(clock.now()).toISOString();
    for (const drift of findDrift(before, observed, kernel.families, layout)) {
      repaired.push({ at, ...drift });
      metrics.repairs.inc({ family: drift.family });
      log.warn('drift_repaired', { ...drift });
    }
  }

  async function checkBridgeFiltering(): Promise<void> {
    const { set, problems } = await ensureBridgeFiltering(kernel, options.sysctl);
    if (set.length > 0) log.info('bridge_filtering_switched_on', { names: set });
    for (const problem of problems) log.warn('bridge_filtering_off', { reason: problem.message, hint: problem.hint });
    filteringProblem = problems[0];
  }

  /** One whole pass over a state; gives how many things it changed. */
  async function enforce(state: HostState): Promise<number> {
    if (!quarantine.isEmpty() && clock.now() >= quarantineUntil) quarantine.clear();
    for (let culprits = 0; ; culprits += 1) {
      const attempt: Attempt = { usable: quarantine.without(state) };
      try {
        const changes = await tryToEnforce(state, attempt);
        if (quarantine.isEmpty()) quarantineRetry.reset();
        else options.again(Math.max(0, quarantineUntil - clock.now()));
        return changes;
      } catch (error) {
        const blamed = culprits < culpritsInOnePass ? blame(error, attempt) : undefined;
        if (!blamed) throw error;
        log.error('left_out', { ...blamed.details, code: blamed.code, reason: blamed.message });
        quarantineUntil = clock.now() + quarantineRetry.next();
        committed = await readKernel(kernel);
      }
    }
  }

  async function tryToEnforce(state: HostState, attempt: Attempt): Promise<number> {
    const before = committed;
    if (!before || !memory) return 0;
    const { usable } = attempt;
    const compiled = applied?.state === usable ? applied.compiled : layout.compile(usable, memory, applied?.compiled);
    warn(compiled);
    const plan = planApply(before, compiled, usable);
    attempt.compiled = compiled;
    attempt.plan = plan;
    return carryOut(plan, wirer.plan(state, quarantine.closed(), covered), usable, compiled, before);
  }

  /** Whose fault a refusal is; undefined if that cannot be said. */
  function blame(error: unknown, { usable, compiled, plan }: Attempt): PortreeveError | undefined {
    if (!(error instanceof PortreeveError)) return undefined;
    const { family, lineNumber, line, command, reason, first, second } = error.details;
    switch (error.code) {
      case 'PORT_CHAINS_COLLIDE': {
        // The one that was there first stays.
        const [older, newer] = [first, second].map((id) => asId<PortId>(String(id)));
        const held = newer && applied?.state.ports.has(newer) ? older : newer;
        return held && quarantine.hold(held, error, usable) ? error : undefined;
      }
      case 'EBTABLES_REJECTED':
        return quarantine.addCommand(String(command), String(reason), usable);
      case 'RESTORE_REJECTED': {
        const edits = plan?.restores.find((restore) => restore.family === family);
        if (!edits || !compiled || typeof lineNumber !== 'number') return undefined;
        return quarantine.add({ edits, lineNumber, line: String(line), reason: String(reason) }, compiled, usable);
      }
      default:
        return undefined;
    }
  }

  /** What a profile leaves open is said once for each rule. */
  function warn({ warnings }: CompiledHost): void {
    for (const { code, group, rule } of warnings) {
      if (warned.has(rule)) continue;
      warned.add(rule);
      log.warn('rule_does_less_than_it_says', { code, group, rule });
    }
  }

  /**
   * The order is what keeps the host closed: taps that must pass nothing come off first; then sets, MAC and ARP protection,
   * rules; only then do taps go on their bridge; what nobody names any more goes last.
   */
  async function carryOut(
    plan: ApplyPlan,
    wiring: WiringPlan,
    usable: HostState,
    compiled: CompiledHost,
    before: Committed,
  ): Promise<number> {
    await wirer.unwire(wiring.unwire);
    const { zones } = compiled.memory;
    const flush = revokedConnections({
      before: applied?.state,
      after: usable,
      kernelBefore: before,
      kernelAfter: plan.after,
      zoneOf: (port) => zones.get(zoneKey(port.networkId)),
    });
    journal.add(flush);
    await commit(plan);
    committed = plan.after;
    memory = compiled.memory;
    if (applied?.state.ports !== usable.ports) covered = new Set([...usable.ports.keys()].map(tapName));
    applied = { state: usable, compiled };
    networkErrors = wiring.problems;
    await wirer.wire([...wiring.wire, ...wiring.cleanUp]);
    await remove(plan);
    return (isEmptyPlan(plan) ? 0 : 1) + wiring.unwire.length + wiring.wire.length + wiring.cleanUp.length;
  }

  async function commit(plan: ApplyPlan): Promise<void> {
    if (plan.setsUp.length > 0) {
      metrics.setCommands.inc();
      await kernel.restoreSets(plan.setsUp);
    }
    if (plan.bridge.add.length > 0) await kernel.bridge(plan.bridge.add);
    const outcomes = await Promise.allSettled(
      plan.restores.map((edits) => {
        metrics.commits.inc({ family: edits.family });
        return kernel.restore(edits.family, printRestore(edits));
      }),
    );
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  }

  async function remove(plan: ApplyPlan): Promise<void> {
    if (plan.bridge.remove.length > 0) await kernel.bridge(plan.bridge.remove);
    if (plan.setsDown.length === 0) return;
    try {
      await kernel.restoreSets(plan.setsDown);
    } catch (error) {
      // A set that nothing names does no harm: nothing else waits for it.
      log.warn('set_not_removed', { reason: reasonOf(error) });
      committed = { ...plan.after, sets: await readSets(kernel) };
      options.again(setRetry.next());
      return;
    }
    setRetry.reset();
  }

  function makeReport(): HostReport {
    const ports = reportPorts({
      state: wanted ?? emptyHostState(options.host),
      links: wirer.links(),
      applied: applied?.state.ports ?? new Map(),
      portErrors: wanted ? quarantine.errors(wanted) : new Map(),
      networkErrors,
      deviceErrors: wirer.errors(),
    });
    for (const [status, count] of ports.counts) metrics.ports.set({ status }, count);
    metrics.revision.set({ of: 'wanted' }, wanted?.revision ?? 0);
    metrics.revision.set({ of: 'enforced' }, enforcedRevision);
    const error = lastError ?? filteringProblem;
    const report: HostReport = {
      revision: enforcedRevision,
      ports: ports.reports,
      apply_ms: applyMs,
      error: error ? errorReport(error) : null,
      repaired,
    };
    repaired = [];
    return report;
  }

  return {
    want(state) {
      wanted = state;
      wantedSince = clock.now();
    },
    devicesChanged: wirer.stale,
    auditNext() {
      isAuditDue = true;
    },
    pass,
    settled: reporter.settled,
    status: () => ({ wanted: wanted?.revision ?? 0, report: reporter.last() }),
  };
}
