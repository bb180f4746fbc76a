import type { Logger } from 'pino';
import { reasonOf } from '../../model/index.ts';
import type { Change, Store } from '../../store/index.ts';
import type { DashboardEvent } from '../../wire/index.ts';
import type { Feed } from '../feed/feed.ts';
import type { Caller } from '../identity.ts';
import { visibleChanges } from './visible-changes.ts';

/** Who hears of changes: an open page, for one. */
export interface Listener {
  /** Who he is now; undefined when his right to hear is over. */
  readonly caller: () => Promise<Caller | undefined>;
  /** Says whether there is room for more. */
  readonly say: (event: DashboardEvent) => boolean;
  readonly end: () => void;
}

interface Listening extends Listener {
  /** He was slower than the changes, and is told nothing until he has room again. */
  isBlocked: boolean;
  missed: boolean;
}

/** Changes that come so close together are told as one. */
const gatherMs = 50;
/** After a failure of the store. */
const retryMs = 1000;
/** Proxies take a silent connection for a dead one, and a page says after a while that it hears nothing. */
const heartbeatMs = 10_000;

/** Tells everybody who listens what of the last commits he may know. With nobody there it costs nothing. */
export class Listeners {
  readonly #store: Store;
  readonly #log: Logger;
  readonly #listening = new Set<Listening>();
  readonly #hosts = new Set<string>();
  readonly #stops: readonly (() => void)[];
  readonly #heartbeat: NodeJS.Timeout;
  #told: number;
  #timer: NodeJS.Timeout | undefined;
  #turn: Promise<void> = Promise.resolve();

  constructor(store: Store, feed: Feed, log: Logger) {
    this.#store = store;
    this.#log = log;
    this.#told = feed.revision;
    this.#stops = [
      store.subscribe(() => this.#wake()),
      feed.followHosts((host) => {
        this.#hosts.add(host);
        this.#wake();
      }),
    ];
    this.#heartbeat = setInterval(() => this.#queue(() => this.#beat()), heartbeatMs).unref();
  }

  async close(): Promise<void> {
    for (const stop of this.#stops) stop();
    clearInterval(this.#heartbeat);
    clearTimeout(this.#timer);
    for (const one of this.#listening) one.end();
    await this.#turn;
  }

  /** Begins to tell; the first word is the revision that all later ones follow. */
  add(listener: Listener): { readonly drained: () => void; readonly stop: () => void } {
    const one: Listening = { ...listener, isBlocked: false, missed: false };
    this.#queue(async () => {
      const revision = await this.#store.read((tx) => tx.revision());
      if (this.#listening.size === 0) this.#told = revision;
      this.#listening.add(one);
      this.#say(one, { event: 'hello', revision: Math.min(revision, this.#told) });
    });
    return {
      drained: () => {
        one.isBlocked = false;
        if (!one.missed) return;
        one.missed = false;
        this.#say(one, { event: 'changed', revision: this.#told, tables: {}, isPartial: true });
      },
      stop: () => this.#queue(async () => void this.#listening.delete(one)),
    };
  }

  #wake(): void {
    if (this.#listening.size === 0) {
      this.#hosts.clear();
      return;
    }
    this.#tellIn(gatherMs);
  }

  #tellIn(ms: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#queue(() => this.#tell());
    }, ms).unref();
  }

  /** One after another: nobody is added or told of a turn while another one is under way. */
  #queue(work: () => Promise<void>): void {
    this.#turn = this.#turn.then(work).catch((error: unknown) => {
      this.#log.warn({ event: 'events_failed', reason: reasonOf(error) }, 'pages could not be told of a change');
      this.#tellIn(retryMs);
    });
  }

  async #tell(): Promise<void> {
    const hosts = [...this.#hosts].sort();
    this.#hosts.clear();
    const { revision, changes } = await this.#store.read(async (tx) => {
      const news = await tx.changesSince(this.#told);
      return { revision: news.revision, changes: news.kind === 'changes' ? news.changes : undefined };
    });
    const isNew = revision !== this.#told;
    this.#told = revision;
    /** Callers of the same rights are told the same. */
    const words = new Map<string, Promise<DashboardEvent | undefined>>();
    for (const one of this.#listening) {
      const caller = await this.#callerOf(one);
      if (caller === undefined) continue;
      if (isNew) {
        const key = JSON.stringify([caller.project, caller.isAdmin, caller.isService === true]);
        let word = words.get(key);
        if (word === undefined) {
          word = this.#wordFor(caller, revision, changes);
          words.set(key, word);
        }
        const event = await word;
        if (event !== undefined) this.#say(one, event);
      }
      if (hosts.length > 0 && caller.isAdmin) this.#say(one, { event: 'hosts', hosts });
    }
  }

  async #wordFor(
    caller: Caller,
    revision: number,
    changes: readonly Change[] | undefined,
  ): Promise<DashboardEvent | undefined> {
    // The log does not reach back that far: anything may have changed.
    if (changes === undefined) return { event: 'changed', revision, tables: {}, isPartial: true };
    return this.#store.read((tx) => visibleChanges(tx, caller, revision, changes));
  }

  async #beat(): Promise<void> {
    for (const one of this.#listening) {
      if ((await this.#callerOf(one)) !== undefined) this.#say(one, { event: 'alive', revision: this.#told });
    }
  }

  async #callerOf(one: Listening): Promise<Caller | undefined> {
    const caller = await one.caller().catch(() => undefined);
    if (caller === undefined) {
      this.#listening.delete(one);
      one.say({ event: 'ended' });
      one.end();
    }
    return caller;
  }

  #say(one: Listening, event: DashboardEvent): void {
    if (one.isBlocked) {
      one.missed = true;
      return;
    }
    if (!one.say(event)) one.isBlocked = true;
  }
}
