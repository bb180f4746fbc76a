import type { Logger } from 'pino';
import { reasonOf } from '../../model/index.ts';
import type { Row, Store } from '../../store/index.ts';

/** Hosts are many and tell much at once: what they tell is written together. */
const gatherMs = 250;
/** How far back it is known when a host had what. */
const keptRevisions = 20_000;

/**
 * Notes when each host was told of revisions that concern it, and when it said that it enforces them. What is lost
 * with a server that dies is lost: the log of changes itself is not here.
 */
export class HostSteps {
  readonly #store: Store;
  readonly #log: Logger;
  readonly #now: () => Date;
  #told: Row<'host_steps'>[] = [];
  #enforced = new Map<string, { readonly revision: number; readonly at: string }>();
  #timer: NodeJS.Timeout | undefined;
  #work: Promise<void> = Promise.resolve();

  constructor(store: Store, log: Logger, now: () => Date) {
    this.#store = store;
    this.#log = log;
    this.#now = now;
  }

  told(host: string, from: number, to: number): void {
    const told_at = this.#now().toISOString();
    this.#told.push({ host, from_revision: from, to_revision: to, told_at, enforced_at: null });
    this.#gather();
  }

  enforced(host: string, revision: number): void {
    this.#enforced.set(host, { revision, at: this.#now().toISOString() });
    this.#gather();
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#flush();
    await this.#work;
  }

  #gather(): void {
    this.#timer ??= setTimeout(() => this.#flush(), gatherMs).unref();
  }

  #flush(): void {
    this.#timer = undefined;
    const [told, enforced] = [this.#told, this.#enforced];
    if (told.length === 0 && enforced.size === 0) return;
    this.#told = [];
    this.#enforced = new Map();
    this.#work = this.#work
      .then(() => this.#write(told, enforced))
      .catch((error: unknown) => {
        this.#log.warn({ event: 'host_steps_failed', reason: reasonOf(error) }, 'when hosts had changes was not noted');
      });
  }

  async #write(told: readonly Row<'host_steps'>[], enforced: ReadonlyMap<string, { revision: number; at: string }>) {
    await this.#store.write(async (tx) => {
      // Another server on the database may have told the same host the same.
      const hosts = [...new Set(told.map(({ host }) => host))];
      const known = await tx.list('host_steps', {
        where: [
          { column: 'host', in: hosts },
          { column: 'to_revision', in: [...new Set(told.map((step) => step.to_revision))] },
        ],
      });
      const isKnown = (step: Row<'host_steps'>) =>
        known.some((one) => one.host === step.host && one.to_revision === step.to_revision);
      const fresh = told.filter((step) => !isKnown(step));
      if (fresh.length > 0) await tx.insert('host_steps', fresh);
      for (const [host, { revision, at }] of enforced) {
        const where = [
          { column: 'host', in: [host] },
          { column: 'enforced_at', in: [null] },
          { column: 'to_revision', below: revision + 1 },
        ] as const;
        await tx.note('host_steps', where, { enforced_at: at });
      }
      const newest = Math.max(0, ...told.map((step) => step.to_revision));
      if (newest % 100 === 0 && newest > 0) {
        await tx.clear('host_steps', [{ column: 'to_revision', below: newest - keptRevisions }]);
      }
    });
  }
}
