import type { Logger } from 'pino';
import type { HostReport } from '../../wire/index.ts';
import { PortreeveError } from '../../model/index.ts';
import type { Store } from '../../store/index.ts';
import { followCloud, loadCloud } from './cloud-loader.ts';
import type { Cloud, PortChange } from './cloud.ts';
import { HostChannel, type Watcher } from './host-channel.ts';
import { viewOfHost } from './host-view.ts';

/** Agents and proxies between take a silent connection for a dead one. */
const heartbeatMs = 15_000;
/** After a failure to read the store; the next commit tries again as well. */
const retryMs = 1000;

/** Hosts whose state may have changed. */
export type Concerned = ReadonlySet<string> | 'everything';

export interface Enforcement {
  /** Revision that the host must be at, and the one that it says it is at. */
  readonly needed: number;
  readonly reported: number | null;
  readonly enforced: boolean;
  readonly error: HostReport['error'];
}

/**
 * Tells each host what concerns it, right after each commit: the store's word of a new revision starts a turn, a turn
 * reads the change log, and hosts whose state came out different are told. Commits that come during a turn make one
 * more turn.
 */
export class Feed {
  readonly #store: Store;
  readonly #log: Logger;
  readonly #onPorts: ((changes: readonly PortChange[]) => void) | undefined;
  #cloud: Cloud;
  #revision: number;
  readonly #channels = new Map<string, HostChannel>();
  /** Those who wait for something to change: they look again after each turn and each report. */
  readonly #waiting = new Set<() => void>();
  readonly #turns = new Set<(concerned: Concerned) => void>();
  readonly #hostListeners = new Set<(host: string) => void>();
  readonly #told = new Set<(host: string, from: number, to: number) => void>();
  readonly #stop: () => void;
  readonly #heartbeat: NodeJS.Timeout;
  #turn: Promise<void> | undefined;
  #again = false;

  /**
   * `onPorts` is told what became of ports, once a turn: what happened within one shows as its outcome only. It must not
   * throw, and whoever waits for the turn waits for it.
   */
  static async start(store: Store, log: Logger, onPorts?: (changes: readonly PortChange[]) => void): Promise<Feed> {
    const { cloud, revision } = await loadCloud(store);
    return new Feed(store, log, cloud, revision, onPorts);
  }

  private constructor(
    store: Store,
    log: Logger,
    cloud: Cloud,
    revision: number,
    onPorts: ((changes: readonly PortChange[]) => void) | undefined,
  ) {
    this.#store = store;
    this.#log = log;
    this.#onPorts = onPorts;
    this.#cloud = cloud;
    this.#revision = revision;
    this.#stop = store.subscribe(() => this.#wake());
    this.#heartbeat = setInterval(() => {
      for (const channel of this.#channels.values()) channel.heartbeat();
    }, heartbeatMs).unref();
  }

  get cloud(): Cloud {
    return this.#cloud;
  }

  /** Revision that all states are at. */
  get revision(): number {
    return this.#revision;
  }

  async close(): Promise<void> {
    this.#stop();
    clearInterval(this.#heartbeat);
    await this.#turn;
    for (const look of this.#waiting) look();
  }

  channel(host: string): HostChannel {
    const known = this.#channels.get(host);
    if (known) return known;
    const made = new HostChannel(viewOfHost(this.#cloud, host, this.#revision));
    this.#channels.set(host, made);
    return made;
  }

  watch(host: string, since: number | undefined, watcher: Watcher) {
    const channel = this.channel(host);
    if (since !== undefined) this.#tell(host, since, channel.view.revision);
    return channel.watch(watcher, since);
  }

  isWatched(host: string): boolean {
    return this.#channels.get(host)?.isWatched ?? false;
  }

  reported(host: string, report: HostReport): void {
    this.channel(host).report = report;
    this.hostSpoke(host);
    this.#lookAgain();
  }

  /** Tells those who follow hosts that there is something new of this one: a report, or that it lives or is silent. */
  hostSpoke(host: string): void {
    for (const listener of this.#hostListeners) listener(host);
  }

  followHosts(listener: (host: string) => void): () => void {
    this.#hostListeners.add(listener);
    return () => this.#hostListeners.delete(listener);
  }

  /** Told after each turn of the hosts that it concerned. */
  afterEachTurn(listener: (concerned: Concerned) => void): void {
    this.#turns.add(listener);
  }

  /** Told of each step that was sent to a host whose agent listens: from what it had to what it has to have now. */
  afterTelling(listener: (host: string, from: number, to: number) => void): void {
    this.#told.add(listener);
  }

  /** Answers when the condition holds, or after the time with whatever it gives then. Nothing is polled. */
  until<R>(look: () => R | undefined, timeoutMs: number, signal: AbortSignal): Promise<R | undefined> {
    return new Promise((resolve) => {
      const finish = (value: R | undefined) => {
        this.#waiting.delete(again);
        clearTimeout(timer);
        signal.removeEventListener('abort', giveUp);
        resolve(value);
      };
      const again = () => {
        const value = look();
        if (value !== undefined) finish(value);
      };
      const giveUp = () => finish(undefined);
      const timer = setTimeout(giveUp, timeoutMs);
      signal.addEventListener('abort', giveUp);
      this.#waiting.add(again);
      again();
    });
  }

  /** How far the host is with everything up to a revision; undefined while the feed itself is not that far. */
  enforcement(host: string, revision: number): Enforcement | undefined {
    if (this.#revision < revision) return undefined;
    const channel = this.channel(host);
    const needed = channel.neededFor(revision);
    const reported = channel.report?.revision ?? null;
    const error = channel.report?.error ?? null;
    return { needed, reported, error, enforced: reported !== null && reported >= needed && error === null };
  }

  #wake(): void {
    if (this.#turn) {
      this.#again = true;
      return;
    }
    this.#turn = this.#run().finally(() => {
      this.#turn = undefined;
      if (this.#again) {
        this.#again = false;
        this.#wake();
      }
    });
  }

  async #run(): Promise<void> {
    try {
      const { cloud, revision, concerned, ports } = await followCloud(this.#store, this.#cloud, this.#revision);
      this.#cloud = cloud;
      this.#revision = revision;
      if (ports.length > 0) this.#onPorts?.(ports);
      for (const [host, channel] of this.#channels) {
        const had = channel.view.revision;
        if (concerned === 'everything') channel.restart(viewOfHost(cloud, host, revision));
        else if (concerned.has(host)) channel.advance(viewOfHost(cloud, host, revision));
        if (channel.isWatched) this.#tell(host, had, channel.view.revision);
      }
      for (const listener of this.#turns) listener(concerned);
    } catch (error) {
      // Whatever it was: read all anew at the next turn rather than go on from there.
      this.#revision = -1;
      const code = error instanceof PortreeveError ? error.code : 'INTERNAL';
      this.#log.error({ event: 'feed_failed', code, err: error }, 'the feed could not follow the store');
      setTimeout(() => this.#wake(), retryMs).unref();
    }
    this.#lookAgain();
  }

  #tell(host: string, from: number, to: number): void {
    if (from < to) for (const listener of this.#told) listener(host, from, to);
  }

  #lookAgain(): void {
    for (const look of this.#waiting) look();
  }
}
