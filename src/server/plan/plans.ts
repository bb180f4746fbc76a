import type { FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { PortreeveError, asId, reasonOf } from '../../model/index.ts';
import { type Assertion, type PolicyCloud, parseAssertion } from '../../policy/index.ts';
import type { PlannedChangeRow, Reader, Row, Store, Writer, Written } from '../../store/index.ts';
import type { PlanAssertion, PlanJson, PlanOutcome, PlanState, PlannedHost } from '../../wire/index.ts';
import { type CloudChanges, readChanges } from '../feed/cloud-loader.ts';
import type { Cloud } from '../feed/cloud.ts';
import type { Feed } from '../feed/feed.ts';
import { auditedWrite, noteAudit } from '../audit/audited-write.ts';
import { callerOf } from '../http/authentication.ts';
import { actorOf, type Caller } from '../identity.ts';
import type { Call, Shown } from '../resource/resource.ts';
import { everyRow } from '../resource/rows.ts';
import type { Settings } from '../settings.ts';
import { dryRun } from './dry-run.ts';
import { type NameOf, assertionsJson, outcomeOf } from './outcome.ts';
import { type ReadChange, readChange } from './planned-change.ts';
import { plannedHost } from './planned-host.ts';
import { afterChanges, hostsTouched, policyCloudOf } from './policy-cloud.ts';
import { withMade } from './references.ts';
import { readBefore, undoOf } from './undo.ts';

export interface ApplyOptions {
  /** What the plan's `confirm` asks to be typed. */
  readonly confirm: string | undefined;
  /** Why, although an assertion fails. */
  readonly reason: string | undefined;
  /** Undone by itself after so many seconds, unless it is confirmed. */
  readonly confirmWithinS: number | undefined;
}

/** How often a plan waits for the feed to be where the store is. */
const mostTries = 50;
const keptPlans = 500;

/**
 * What changes would do, before they are made. They are made for real in a transaction that is undone, so that what
 * is refused later is refused here, and what follows of them (default groups, quotas, addresses) is counted in.
 */
export class Plans {
  readonly #store: Store;
  readonly #feed: Feed;
  readonly #settings: Settings;
  readonly #log: Logger;
  readonly #timers = new Map<string, NodeJS.Timeout>();

  constructor(parts: {
    readonly store: Store;
    readonly feed: Feed;
    readonly settings: Settings;
    readonly log: Logger;
  }) {
    this.#store = parts.store;
    this.#feed = parts.feed;
    this.#settings = parts.settings;
    this.#log = parts.log;
  }

  /** Takes up those that wait to be confirmed. */
  async start(): Promise<void> {
    const open = await this.#store.read((tx) => everyRow(tx, 'plans', 'state', ['applied']));
    for (const plan of open) this.#expect(plan);
  }

  close(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }

  /** What the changes would do, and nothing more: for who is still typing. */
  async preview(caller: Caller, changes: readonly PlannedChangeRow[]): Promise<PlanOutcome> {
    return (await this.#dryRun((tx) => this.#work(tx, caller, changes))).outcome;
  }

  /** What the changes would do to one host. It tells of all instances there, so it is not for everybody. */
  async previewHost(caller: Caller, changes: readonly PlannedChangeRow[], host: string): Promise<PlannedHost> {
    return this.#dryRun(async (tx) => {
      const { revision, cloudChanges } = await this.#change(tx, caller, changes);
      return plannedHost(this.#feed.cloud, cloudChanges, host, revision);
    });
  }

  /** The same of a plan that waits: what its changes would do to the host now. */
  async showHost(caller: Caller, id: string, host: string): Promise<PlannedHost> {
    const plan = await this.#store.read((tx) => findPlan(tx, caller, id));
    needState(plan, 'waiting');
    return this.previewHost(caller, plan.changes, host);
  }

  async make(caller: Caller, changes: readonly PlannedChangeRow[]): Promise<PlanJson> {
    const { outcome, revision, before } = await this.#dryRun((tx) => this.#work(tx, caller, changes));
    const row: Row<'plans'> = {
      id: this.#settings.newId(),
      project_id: caller.project,
      made_at: this.#settings.now().toISOString(),
      made_by: actorOf(caller),
      revision,
      state: 'waiting',
      changes: changes.map((change, index) => ({ ...change, ...(before[index] && { before: before[index] }) })),
      outcome,
      applied_at: null,
      applied_by: null,
      applied_revision: null,
      reason: null,
      undo: [],
      confirm_by: null,
    };
    await this.#store.write(async (tx) => {
      await tx.insert('plans', [row]);
      await forgetOldest(tx, caller.project);
    });
    return planJson(row);
  }

  async list(caller: Caller, options: { readonly state?: PlanState; readonly limit?: number } = {}) {
    const { state, limit = keptPlans } = options;
    const rows = await this.#store.read((tx) =>
      tx.list('plans', {
        where: [
          ...(caller.isAdmin ? [] : [{ column: 'project_id', in: [caller.project] } as const]),
          ...(state === undefined ? [] : [{ column: 'state', in: [state] } as const]),
        ],
        sort: [
          { column: 'made_at', direction: 'desc' },
          { column: 'id', direction: 'asc' },
        ],
        limit: Math.max(1, Math.min(limit, keptPlans)),
      }),
    );
    return rows.map(planJson);
  }

  async show(caller: Caller, id: string): Promise<PlanJson> {
    return planJson(await this.#store.read((tx) => findPlan(tx, caller, id)));
  }

  /** Makes the changes, if they still do what the plan says. */
  async apply(request: FastifyRequest, id: string, options: ApplyOptions): Promise<Written<PlanJson>> {
    const caller = callerOf(request);
    const known = await this.#store.read((tx) => findPlan(tx, caller, id));
    const written = await this.#withFeed(
      (tx) => this.#work(tx, caller, known.changes),
      (work) =>
        auditedWrite(
          this.#store,
          request,
          this.#settings.now,
          async (tx) => {
            const plan = await findPlan(tx, caller, id);
            needState(plan, 'waiting');
            const done = await work(tx);
            refuseUnlessAsPlanned(plan, done.outcome, options);
            return { ...done, row: await this.#noteApplied(tx, plan, caller, options, done.undo) };
          },
          { planId: id },
        ),
    );
    const { row } = written.result;
    this.#expect(row);
    return { result: planJson(row), revision: written.revision };
  }

  async #noteApplied(
    tx: Writer,
    plan: Row<'plans'>,
    caller: Caller,
    { confirmWithinS, reason }: ApplyOptions,
    undo: readonly PlannedChangeRow[] | undefined,
  ): Promise<Row<'plans'>> {
    if (confirmWithinS !== undefined && undo === undefined) throw new PortreeveError('PLAN_NOT_UNDOABLE');
    const now = this.#settings.now();
    const patch = {
      state: confirmWithinS === undefined ? ('confirmed' as const) : ('applied' as const),
      applied_at: now.toISOString(),
      applied_by: actorOf(caller),
      applied_revision: tx.changes()[0]?.revision ?? null,
      reason: reason ?? null,
      undo: undo ?? [],
      confirm_by: confirmWithinS === undefined ? null : new Date(now.getTime() + confirmWithinS * 1000).toISOString(),
    };
    await tx.note('plans', [{ column: 'id', in: [plan.id] }], patch);
    return { ...plan, ...patch };
  }

  /** The project's assertions, and how they fare now. */
  async assertions(caller: Caller): Promise<readonly PlanAssertion[]> {
    return this.check(caller, await this.#store.read((tx) => readAssertions(tx, caller.project)));
  }

  /** How assertions fare now: after every write that was answered before. */
  async check(caller: Caller, assertions: readonly Assertion[]): Promise<readonly PlanAssertion[]> {
    await this.#feedThere();
    return assertionsJson(policyCloudOf(this.#feed.cloud), assertions, namesIn(this.#feed.cloud, caller));
  }

  /** The change stays. */
  async confirm(caller: Caller, id: string): Promise<PlanJson> {
    const row = await this.#move(caller, id, 'applied', 'confirmed');
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    return planJson(row);
  }

  async drop(caller: Caller, id: string): Promise<PlanJson> {
    return planJson(await this.#move(caller, id, 'waiting', 'dropped'));
  }

  /** Undoes at once what waits to be confirmed. */
  async undo(request: FastifyRequest, id: string): Promise<Written<PlanJson>> {
    const caller = callerOf(request);
    const work = async (tx: Writer) => {
      const plan = await findPlan(tx, caller, id);
      needState(plan, 'applied');
      return planJson(await this.#putBack(tx, plan));
    };
    const written = await auditedWrite(this.#store, request, this.#settings.now, work, { planId: id });
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    return written;
  }

  async #putBack(tx: Writer, plan: Row<'plans'>): Promise<Row<'plans'>> {
    const caller: Caller = { project: plan.project_id, isAdmin: true };
    await run({ tx, caller, settings: this.#settings }, plan.undo);
    const patch = { state: 'undone', confirm_by: null };
    await tx.note('plans', [{ column: 'id', in: [plan.id] }], patch);
    return { ...plan, ...patch };
  }

  async #move(caller: Caller, id: string, from: PlanState, to: PlanState): Promise<Row<'plans'>> {
    const { result } = await this.#store.write(async (tx) => {
      const plan = await findPlan(tx, caller, id);
      needState(plan, from);
      const patch = { state: to, ...(to === 'confirmed' && { confirm_by: null }) };
      await tx.note('plans', [{ column: 'id', in: [id] }], patch);
      return { ...plan, ...patch };
    });
    return result;
  }

  /** Undoes at its time what nobody confirmed. */
  #expect(plan: Row<'plans'>): void {
    if (plan.state !== 'applied' || plan.confirm_by === null) return;
    clearTimeout(this.#timers.get(plan.id));
    const ms = Math.max(0, Date.parse(plan.confirm_by) - this.#settings.now().getTime());
    const timer = setTimeout(() => {
      this.#undo(plan).catch((error: unknown) => {
        this.#log.error({ event: 'plan_not_undone', plan: plan.id, reason: reasonOf(error) }, 'a plan was not undone');
      });
    }, ms).unref();
    this.#timers.set(plan.id, timer);
  }

  async #undo({ id, project_id }: Row<'plans'>): Promise<void> {
    const caller: Caller = { project: project_id, isAdmin: true };
    await this.#store.write(async (tx) => {
      const plan = await findPlan(tx, caller, id);
      // Confirmed meanwhile, or undone by another server.
      if (plan.state !== 'applied') return;
      await this.#putBack(tx, plan);
      const asked = {
        project_id,
        actor: 'portreeve',
        address: '',
        request_id: `undo-${id}`,
        method: 'UNDO',
        path: `/portreeve/v1/plans/${id}`,
        body: plan.undo,
      };
      await noteAudit(tx, asked, this.#settings.now(), { planId: id });
    });
    this.#timers.delete(id);
    this.#log.warn({ event: 'plan_undone', plan: id }, 'a plan was undone, as nobody confirmed it');
  }

  /** Nothing of the work stays but what it gives. */
  #dryRun<D>(work: (tx: Writer) => Promise<D>): Promise<D> {
    return this.#withFeed(work, (whole) => dryRun(this.#store, whole));
  }

  /**
   * Does the work in the transaction that `within` opens, where the feed's cloud is that of the store, which it is a
   * moment after each write.
   */
  async #withFeed<D, R>(
    work: (tx: Writer) => Promise<D>,
    within: (work: (tx: Writer) => Promise<D>) => Promise<R>,
  ): Promise<R> {
    for (let tries = 0; tries < mostTries; tries++) {
      const behind = new FeedBehind();
      await this.#feedThere();
      try {
        return await within(async (tx) => {
          if ((await tx.revision()) !== this.#feed.revision) throw behind;
          return work(tx);
        });
      } catch (error) {
        if (error !== behind) throw error;
      }
    }
    throw new PortreeveError('STORE_BUSY', { where: 'feed', reason: 'others write all the time' });
  }

  /** Waits until the feed is where the store is now; a second at most. */
  async #feedThere(): Promise<void> {
    const wanted = await this.#store.read((tx) => tx.revision());
    const isThere = () => (this.#feed.revision >= wanted ? true : undefined);
    await this.#feed.until(isThere, 1000, new AbortController().signal);
  }

  /** Makes the changes, and reads what they make of the feed's cloud, which stays as it is. */
  async #change(tx: Writer, caller: Caller, changes: readonly PlannedChangeRow[]) {
    const revision = this.#feed.revision;
    const ran = await run({ tx, caller, settings: this.#settings }, changes);
    return { ...ran, revision, cloudChanges: await readChanges(tx, this.#feed.cloud, tx.changes()) };
  }

  /** Makes the changes, and works out what they do. */
  async #work(tx: Writer, caller: Caller, changes: readonly PlannedChangeRow[]): Promise<Done> {
    const before = policyCloudOf(this.#feed.cloud);
    const { undo, before: replaced, revision, cloudChanges } = await this.#change(tx, caller, changes);
    const after = afterChanges(before, cloudChanges);
    const assertions = await readAssertions(tx, caller.project);
    const outcome = outcomeOf({
      before,
      after,
      hosts: hostsTouched(this.#feed.cloud, cloudChanges),
      assertions,
      nameOf: namesIn(this.#feed.cloud, caller, cloudChanges),
      subject: subjectOf(after, [...cloudChanges.groups.keys()], [...cloudChanges.ports.keys()]),
    });
    return { outcome, revision, undo, before: replaced };
  }
}

interface Done {
  readonly outcome: PlanOutcome;
  readonly revision: number;
  /** Undefined: it cannot be undone by requests. */
  readonly undo: readonly PlannedChangeRow[] | undefined;
  /** What each change replaces or deletes. */
  readonly before: readonly (Shown | undefined)[];
}

class FeedBehind extends Error {}

/** Makes the changes one after the other; later ones may name what earlier ones made. */
async function run(call: Call<Writer>, rows: readonly PlannedChangeRow[]): Promise<Pick<Done, 'undo' | 'before'>> {
  const made: (readonly Shown[])[] = [];
  const undo: (readonly PlannedChangeRow[] | undefined)[] = [];
  const replaced: (Shown | undefined)[] = [];
  for (const row of rows) {
    const change: ReadChange = readChange(withMade(row, made), call.caller);
    const own = { ...call, caller: change.caller };
    const before = await readBefore(own, change);
    const shown = await change.work(own);
    made.push(shown);
    replaced.push(before);
    undo.unshift(undoOf(change, before, shown));
  }
  return { undo: undo.every((one) => one !== undefined) ? undo.flat() : undefined, before: replaced };
}

async function findPlan(tx: Reader, caller: Caller, id: string): Promise<Row<'plans'>> {
  const [row] = await tx.list('plans', { where: [{ column: 'id', in: [id] }] });
  if (row === undefined || (!caller.isAdmin && row.project_id !== caller.project)) {
    throw new PortreeveError('PLAN_UNKNOWN', { id });
  }
  return row;
}

function needState(plan: Row<'plans'>, state: PlanState): void {
  if (plan.state !== state) throw new PortreeveError('PLAN_STATE', { id: plan.id, state: plan.state });
}

function refuseUnlessAsPlanned(plan: Row<'plans'>, now: PlanOutcome, { confirm, reason }: ApplyOptions): void {
  const planned = plan.outcome as PlanOutcome;
  // What it does counts, not the revision alone: that moves with every port that comes up anywhere.
  if (planned.fingerprint !== now.fingerprint) throw new PortreeveError('PLAN_OUTDATED', { revision: plan.revision });
  const failing = now.assertions.filter(({ outcome }) => outcome === 'fails');
  if (failing.length > 0 && !reason) {
    throw new PortreeveError('PLAN_FORBIDDEN', { assertion: failing.map(({ text }) => text).join('; ') });
  }
  if (now.confirm !== null && confirm !== now.confirm) {
    throw new PortreeveError('PLAN_NOT_CONFIRMED', { text: now.confirm });
  }
}

export async function readAssertions(tx: Reader, project: string): Promise<readonly Assertion[]> {
  const rows = await tx.list('assertions', {
    where: [{ column: 'project_id', in: [project] }],
    sort: [{ column: 'position', direction: 'asc' }],
  });
  return rows.map(({ text }) => parseAssertion(text)).filter((one) => typeof one !== 'string');
}

/** Names of ports that the caller may know: his project's, or all. */
function namesIn(cloud: Cloud, caller: Caller, changes?: CloudChanges): NameOf {
  return (id) => {
    const found = changes?.ports.get(id) ?? cloud.port(id);
    if (found === undefined || !(caller.isAdmin || found.projectId === caller.project)) return undefined;
    const { name, fixedIps } = found.port;
    return { id, name, address: fixedIps[0]?.ipAddress ?? null };
  };
}

/** What the changes are about, by name. */
function subjectOf(after: PolicyCloud, groups: readonly string[], ports: readonly string[]): string {
  const names = [
    ...groups.map((id) => after.groups.get(asId(id))?.name),
    ...ports.map((id) => after.ports.get(asId(id))?.name),
  ];
  return names.find((name) => name) ?? 'apply';
}

async function forgetOldest(tx: Writer, project: string): Promise<void> {
  const rows = await tx.list('plans', {
    where: [{ column: 'project_id', in: [project] }],
    sort: [{ column: 'made_at', direction: 'asc' }],
  });
  const old = rows.filter(({ state }) => state !== 'applied').slice(0, Math.max(0, rows.length - keptPlans));
  if (old.length > 0) await tx.clear('plans', [{ column: 'id', in: old.map(({ id }) => id) }]);
}

function planJson(row: Row<'plans'>): PlanJson {
  const { undo: _undo, ...shown } = row;
  return { ...shown, state: shown.state as PlanState, outcome: shown.outcome as PlanOutcome };
}
