import type { Client } from '../client/index.ts';
import { type HostState, PortreeveError, applyHostDelta } from '../model/index.ts';
import { type FeedEvent, type HostReport, parseHostDelta, parseHostState } from '../wire/index.ts';
import { createBackOff } from './back-off.ts';
import type { Clock } from './clock.ts';
import { parseFeedEvent } from './feed-event.ts';
import type { SourceListener, StateSource } from './state-source.ts';

export interface ServerSourceOptions {
  readonly client: Client;
  readonly host: string;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

const helloEveryMs = 30_000;
/** The server says something every 15 s; two and a half silences mean that it is gone. */
const silenceMs = 40_000;
const retryFirstMs = 250;
const retryLimitMs = 15_000;

/** A control plane's feed: whole state first, then deltas, resumed by revision after a loss. */
export function createServerSource(options: ServerSourceOptions): StateSource {
  const { client, host, clock } = options;
  const path = `/agent/v1/hosts/${encodeURIComponent(host)}`;
  const retry = createBackOff({ firstMs: retryFirstMs, limitMs: retryLimitMs, random: options.random });
  const reports = createReporter(options, `${path}/report`);

  async function watch(listener: SourceListener): Promise<() => Promise<void>> {
    const stopped = new AbortController();
    let state: HostState | undefined;

    /** One connection, from hello to its end; throws when it is lost. */
    async function follow(): Promise<void> {
      await client.request('PUT', path, listener.hello());
      const since = state ? `&since=${state.revision}` : '';
      const connection = new AbortController();
      const signal = AbortSignal.any([stopped.signal, connection.signal]);
      // What goes wrong inside the callback must end this connection, not the process.
      let broken: unknown;
      const onLine = (line: unknown) => {
        if (signal.aborted) return;
        try {
          take(line);
        } catch (error) {
          broken = error;
          connection.abort();
        }
      };
      const endHello = every(clock, helloEveryMs, () => {
        client.request('PUT', path, listener.hello()).catch(() => connection.abort());
      });
      try {
        await client.lines(`/agent/v1/watch?host=${encodeURIComponent(host)}${since}`, {
          onLine,
          signal,
          idleMs: silenceMs,
        });
      } catch (error) {
        throw broken ?? error;
      } finally {
        endHello();
      }
      throw broken ?? new PortreeveError('SOURCE_ENDED', { endpoint: client.endpoint });
    }

    function take(line: unknown): void {
      const event = parseFeedEvent(line);
      if (!event) return;
      retry.reset();
      reports.connected();
      listener.found?.();
      switch (event.event) {
        case 'state':
          state = { ...parseHostState(event.state), revision: event.revision };
          listener.state(state);
          return;
        case 'delta':
          state = next(state, event);
          listener.state(state);
          return;
        case 'alive':
          return;
        case 'dump':
          listener.dumpRequested(event.id);
          return;
      }
    }

    function next(from: HostState | undefined, event: Extract<FeedEvent, { event: 'delta' }>): HostState {
      try {
        if (from?.revision !== event.from) {
          throw new PortreeveError('FEED_GAP', { have: from?.revision ?? 0, from: event.from });
        }
        return applyHostDelta(from, parseHostDelta(event.delta, event.from, event.revision));
      } catch (error) {
        // A delta that cannot be used: the next connection asks for the whole state.
        state = undefined;
        throw error;
      }
    }

    async function keepFollowing(): Promise<void> {
      while (!stopped.signal.aborted) {
        try {
          await follow();
        } catch (error) {
          reports.lost();
          if (stopped.signal.aborted) return;
          listener.lost(error);
          await pause(clock, retry.next(), stopped.signal);
        }
      }
    }

    const following = keepFollowing();
    return async () => {
      stopped.abort();
      reports.lost();
      await following;
    };
  }

  return {
    watch,
    report: (report) => reports.put(report),
    async answerDump(id, dump) {
      await client.request('PUT', `${path}/dumps/${encodeURIComponent(id)}`, dump);
    },
  };
}

interface Reporter {
  put(report: HostReport): void;
  connected(): void;
  lost(): void;
}

/** Sends the newest report, one request at a time; what the server did not take is sent again when it is back. */
function createReporter({ client, clock, random }: ServerSourceOptions, path: string): Reporter {
  const retry = createBackOff({ firstMs: retryFirstMs, limitMs: retryLimitMs, random });
  let pending: HostReport | undefined;
  /** What the server had last; one that was started anew does not know it any more. */
  let last: HostReport | undefined;
  let isConnected = false;
  let isSending = false;
  let cancelRetry: (() => void) | undefined;

  function send(): void {
    if (!pending || !isConnected || isSending) return;
    cancelRetry?.();
    cancelRetry = undefined;
    const report = pending;
    pending = undefined;
    isSending = true;
    last = { ...report, repaired: [] };
    client
      .request('PUT', path, report)
      .then(() => retry.reset())
      .catch(() => {
        pending = pending ? merge(report, pending) : report;
        cancelRetry = clock.after(retry.next(), send);
      })
      .finally(() => {
        isSending = false;
        if (!cancelRetry) send();
      });
  }

  return {
    put(report) {
      pending = pending ? merge(pending, report) : report;
      send();
    },
    connected() {
      if (isConnected) return;
      isConnected = true;
      pending ??= last;
      send();
    },
    lost() {
      isConnected = false;
      cancelRetry?.();
      cancelRetry = undefined;
    },
  };
}

/** The newer report, with the repairs of both: repairs are told once, so none may get lost. */
function merge(older: HostReport, newer: HostReport): HostReport {
  return { ...newer, repaired: [...older.repaired, ...newer.repaired] };
}

function every(clock: Clock, intervalMs: number, run: () => void): () => void {
  let cancel = clock.after(intervalMs, tick);
  function tick(): void {
    cancel = clock.after(intervalMs, tick);
    run();
  }
  return () => cancel();
}

/** Waits; ends at once when it is called off. */
function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const cancel = clock.after(ms, resolve);
    signal.addEventListener(
      'abort',
      () => {
        cancel();
        resolve();
      },
      { once: true },
    );
  });
}
