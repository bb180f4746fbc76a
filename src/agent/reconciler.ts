import { type CompiledHost, type HostMemory, type Layout, zoneKey } from '../compiler/index.ts';
import type { Devices, ForwardingEntry, Kernel, Link, LinkChange } from '../kernel/index.ts';
import { type HostState, PortreeveError, reasonOf } from '../model/index.ts';
import { type RulesetEdits, printRestore, tapName } from '../netfilter/index.ts';
import { type Clock, createBackOff } from '../sources/index.ts';
import type { HostReport } from '../wire/index.ts';
import { type SysctlMode, ensureBridgeFiltering } from './bridge-filtering.ts';
import { type Committed, coveredDevices, readKernel, readSets } from './committed.ts';
import { findDrift } from './drift.ts';
import type { FlushJournal } from './flush-journal.ts';
import { applyLinkChanges, deviceOf } from './link-changes.ts';
import type { AgentLog } from './log.ts';
import type { AgentMetrics } from './metrics.ts';
import { type ApplyPlan, createPlanner, isEmptyPlan } from './plan-apply.ts';
import { portReports } from './port-reports.ts';
import { type Refusal, createQuarantine } from './quarantine.ts';
import { revokedConnections } from './revoked-connections.ts';
import { type WiringOptions, type WiringPlan, planWiring } from './wiring.ts';

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

type Repaired = HostReport['repaired'][number];

export function createReconciler(options: ReconcilerOptions): Reconciler {
  const { kernel, devices, layout, clock, log, metrics, journal, random } = options;
  const retry = createBackOff({ firstMs: retryFirstMs, limitMs: retryLimitMs, random });
  const setRetry = createBackOff({ firstMs: retryFirstMs, limitMs: retryLimitMs, random });
  const wiringRetry = createBackOff({ firstMs: retryFirstMs, limitMs: retryLimitMs, random });
  const quarantineRetry = createBackOff({ firstMs: quarantineFirstMs, limitMs: quarantineLimitMs, random });
  const quarantine = createQuarantine();
  const planApply = createPlanner(layout, kernel.families);

  let wanted: HostState | undefined;
  let wantedSince = 0;
  /** Undefined: not to be trusted, to be read. */
  let committed: Committed | undefined;
  let memory: HostMemory | undefined;
  let applied: { readonly state: HostState; readonly compiled: CompiledHost } | undefined;
  let links: ReadonlyMap<string, Link> = new Map();
  let areDevicesStale = true;
  const forwarding = new Map<string, { readonly index: number; readonly entries: readonly ForwardingEntry[] }>();
  let covered: ReadonlySet<string> = new Set();
  const ownBridges = new Set<string>();
  let wiringPlan: WiringPlan | undefined;
  /** Devices that the kernel would not change, and until when they are left alone. */
  const refused = new Map<string, { readonly error: PortreeveError; readonly until: number }>();
  let isAuditDue = false;
  let isFirstLook = true;
  let quarantineUntil = 0;
  let repaired: Repaired[] = [];
  let enforcedRevision = 0;
  let applyMs: number | null = null;
  let lastError: PortreeveError | undefined;
  let filteringProblem: PortreeveError | undefined;
  let background: Promise<void> = Promise.resolve();
  let lastReport: HostReport = emptyReport;
  let lastReportText = '';
  const warned = new Set<string>();

  async function pass(): Promise<void> {
    const start = clock.now();
    try {
      await lookAtKernel();
      if (areDevicesStale) await lookAtDevices();
      if (!wanted) return;
      const state = wanted;
      const since = wantedSince;
      const changes = await enforce(state);
      lastError = undefined;
      retry.reset();
      enforcedRevision = state.revision;
      if (refused.size === 0) wiringRetry.reset();
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
      areDevicesStale = true;
      lastError = typed(error);
      const delay = retry.next();
      options.again(delay);
      metrics.applies.inc({ result: 'failed' });
      log.error('apply_failed', {
        code: lastError.code,
        reason: lastError.message,
        retry_ms: Math.round(delay),
        ...lastError.details,
      });
    }
    publish();
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

  async function lookAtDevices(): Promise<void> {
    // Before the look: a change during it makes the next pass look again.
    areDevicesStale = false;
    const found = new Map((await devices.list()).map((link) => [link.name, link]));
    for (const [name, { index }] of forwarding) if (found.get(name)?.index !== index) forwarding.delete(name);
    for (const link of found.values()) {
      if (link.kind !== 'vxlan' || forwarding.has(link.name)) continue;
      forwarding.set(link.name, { index: link.index, entries: await devices.forwarding(link.name) });
    }
    links = found;
  }

  /** One whole pass over a state; gives how many things it changed. */
  async function enforce(state: HostState): Promise<number> {
    if (!quarantine.isEmpty() && clock.now() >= quarantineUntil) quarantine.clear();
    const before = committed;
    if (!before || !memory) return 0;
    let known = before;
    for (let culprits = 0; ; culprits += 1) {
      const usable = quarantine.without(state);
      const compiled = layout.compile(usable, memory, applied?.compiled);
      warn(compiled);
      const plan = planApply(known, compiled, usable);
      const wiring = planWiring(wiringInput(state), options.wiring);
      try {
        const changes = await carryOut(plan, wiring, usable, compiled, known);
        if (!quarantine.isEmpty()) options.again(Math.max(0, quarantineUntil - clock.now()));
        return changes;
      } catch (error) {
        const culprit = refusalOf(error, plan.restores);
        const blamed = culprit && culprits < culpritsInOnePass ? quarantine.add(culprit, compiled, usable) : undefined;
        if (!blamed) throw error;
        log.error('left_out', { code: blamed.code, reason: blamed.message, ...blamed.details });
        quarantineUntil = clock.now() + quarantineRetry.next();
        known = await readKernel(kernel);
        committed = known;
      }
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
    await unwire(wiring.unwire);
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
    applied = { state: usable, compiled };
    covered = new Set([...usable.ports.keys()].map(tapName));
    wiringPlan = wiring;
    await wire([...wiring.wire, ...wiring.cleanUp]);
    await remove(plan);
    return (isEmptyPlan(plan) ? 0 : 1) + wiring.unwire.length + wiring.wire.length + wiring.cleanUp.length;
  }

  async function unwire(changes: readonly LinkChange[]): Promise<void> {
    if (changes.length === 0) return;
    const errors = await applyLinkChanges(devices, changes);
    await lookAtDevices();
    for (const [name, error] of errors) {
      // Gone is as good as off. One that is still on keeps its filters: nothing goes on before it is off.
      if (links.get(name)?.master) throw error;
    }
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

  async function wire(changes: readonly LinkChange[]): Promise<void> {
    const wished = new Set(changes.map(deviceOf));
    for (const device of refused.keys()) if (!wished.has(device)) refused.delete(device);
    // What was refused a moment ago is not tried at each event: those that the other changes make would keep it going.
    const now = clock.now();
    const due = changes.filter((change) => (refused.get(deviceOf(change))?.until ?? 0) <= now);
    if (due.length === 0) return;
    const errors = await applyLinkChanges(devices, due);
    for (const change of due) {
      if (!errors.has(deviceOf(change))) refused.delete(deviceOf(change));
      if (change.kind === 'addBridge' && !errors.has(change.name)) ownBridges.add(change.name);
      if (change.kind === 'delete') ownBridges.delete(change.name);
      if (change.kind === 'addForwarding' || change.kind === 'deleteForwarding') forwarding.delete(change.device);
    }
    await lookAtDevices();
    if (errors.size === 0) return;
    const delay = wiringRetry.next();
    for (const [device, error] of errors) {
      refused.set(device, { error, until: clock.now() + delay });
      log.warn('wiring_failed', { device, reason: error.message });
    }
    options.again(delay);
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

  function wiringInput(state: HostState) {
    const entries = new Map([...forwarding].map(([name, known]) => [name, known.entries]));
    return { links, forwarding: entries, state, closed: quarantine.closed(), covered, ownBridges };
  }

  /** Deletes connections beside the next pass, and reports only then. */
  function publish(): void {
    const report = makeReport();
    background = background.then(async () => {
      const error = await flushConnections();
      lastReport = error ? { ...report, error: errorReport(error) } : report;
      const text = JSON.stringify(lastReport);
      if (text === lastReportText) return;
      lastReportText = text;
      options.report(lastReport);
    });
  }

  async function flushConnections(): Promise<PortreeveError | undefined> {
    const filters = journal.left();
    if (filters.length === 0 || !committed) return undefined;
    try {
      const start = clock.now();
      const deleted = await kernel.deleteConnections(filters);
      journal.done(filters);
      metrics.deletedConnections.inc(deleted);
      log.info('connections_deleted', { filters: filters.length, deleted, ms: clock.now() - start });
      return undefined;
    } catch (error) {
      log.error('connections_not_deleted', { reason: reasonOf(error) });
      options.again(retry.next());
      return typed(error);
    }
  }

  function makeReport(): HostReport {
    const ports = wanted
      ? portReports({
          state: wanted,
          links,
          isEnforced: (port) => applied?.state.ports.has(port) ?? false,
          portErrors: quarantine.ports(wanted),
          networkErrors: new Map(
            [...(wiringPlan?.problems ?? [])].map(([id, { code, params }]) => [id, new PortreeveError(code, params)]),
          ),
          deviceErrors: new Map([...refused].map(([device, { error }]) => [device, error])),
        })
      : {};
    for (const status of ['enforced', 'pending', 'missing', 'failed'] as const) {
      metrics.ports.set({ status }, Object.values(ports).filter((port) => port.status === status).length);
    }
    metrics.revision.set({ of: 'wanted' }, wanted?.revision ?? 0);
    metrics.revision.set({ of: 'enforced' }, enforcedRevision);
    const error = lastError ?? filteringProblem;
    const report: HostReport = {
      revision: enforcedRevision,
      ports,
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
    devicesChanged() {
      areDevicesStale = true;
    },
    auditNext() {
      isAuditDue = true;
    },
    pass,
    async settled() {
      await background;
    },
    status: () => ({ wanted: wanted?.revision ?? 0, report: lastReport }),
  };
}

const emptyReport: HostReport = { revision: 0, ports: {}, apply_ms: null, error: null, repaired: [] };

function errorReport({ code, message, hint }: PortreeveError): NonNullable<HostReport['error']> {
  return { code, message, hint };
}

function typed(error: unknown): PortreeveError {
  if (error instanceof PortreeveError) return error;
  return new PortreeveError('INTERNAL', { reason: reasonOf(error) }, { cause: error });
}

function refusalOf(error: unknown, restores: readonly RulesetEdits[]): Refusal | undefined {
  if (!(error instanceof PortreeveError) || error.code !== 'RESTORE_REJECTED') return undefined;
  const { family, lineNumber, line, reason } = error.details;
  const edits = restores.find((restore) => restore.family === family);
  if (!edits || typeof lineNumber !== 'number') return undefined;
  return { edits, lineNumber, line: String(line), reason: String(reason) };
}
