import type { Logger } from 'pino';
import type { PortChange } from '../feed/cloud.ts';
import { type ComputeAccount, computeApi } from './compute-api.ts';
import { EventQueue } from './event-queue.ts';
import { type ExternalEvent, eventsOf } from './external-event.ts';

/** How the notifier bides its time. */
export interface Patience {
  /** For one answer of Nova. */
  readonly timeoutMs: number;
  /** After the first failure; twice as long after each further one, up to the longest. */
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
  /** At the end of the server, for what still waits. */
  readonly closeMs: number;
}

const usualPatience: Patience = { timeoutMs: 10_000, firstPauseMs: 1000, longestPauseMs: 30_000, closeMs: 3000 };
const mostWaiting = 20_000;
const mostAtOnce = 100;

export interface NotifierFigures {
  /** Events that Nova took. */
  readonly sent: number;
  /** Events that Nova did not want, or that were given up. */
  readonly failed: number;
  readonly waiting: number;
}

/**
 * Tells Nova what became of the ports of its instances. Who announces does not wait: events are sent one request at a
 * time, as many as wait by then, until Nova has them. What is sent twice, by two servers on one database or after an
 * answer that got lost, does no harm: Nova wakes who waits for an event once, and reads a port anew as often as it is
 * told to.
 */
export class NovaNotifier {
  readonly #api;
  readonly #log: Logger;
  readonly #patience: Patience;
  readonly #queue = new EventQueue(mostWaiting);
  readonly #end = new AbortController();
  #isClosing = false;
  #sent = 0;
  #failed = 0;
  #work: Promise<void> | undefined;
  #endPause: () => void = () => undefined;

  constructor(account: ComputeAccount, log: Logger, patience: Patience = usualPatience) {
    this.#api = computeApi(account, patience.timeoutMs);
    this.#log = log;
    this.#patience = patience;
  }

  announce(changes: readonly PortChange[]): void {
    let dropped = 0;
    for (const change of changes) for (const event of eventsOf(change)) dropped += this.#queue.add(event);
    if (dropped > 0) {
      this.#failed += dropped;
      this.#log.warn({ event: 'nova_events_dropped', count: dropped }, 'too many events wait for Nova');
    }
    this.#wake();
  }

  figures(): NotifierFigures {
    return { sent: this.#sent, failed: this.#failed, waiting: this.#queue.size };
  }

  /** Gives what waits a last chance, but not longer than `closeMs`. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#endPause();
    const limit = setTimeout(() => this.#end.abort(), this.#patience.closeMs);
    await this.#work;
    clearTimeout(limit);
    const { waiting } = this.figures();
    if (waiting > 0) this.#log.warn({ event: 'nova_events_lost', count: waiting }, 'events were not sent to Nova');
  }

  #wake(): void {
    if (this.#work !== undefined || this.#queue.size === 0) return;
    this.#work = this.#run().finally(() => {
      this.#work = undefined;
      // Something may have come between its last look and now.
      if (!this.#isClosing) this.#wake();
    });
  }

  async #run(): Promise<void> {
    let atOnce = mostAtOnce;
    for (let failures = 0; this.#queue.size > 0; ) {
      const events = this.#queue.first(atOnce);
      const isLastChance = this.#isClosing;
      const answer = await this.#api.send(events, this.#end.signal);
      if (answer.kind === 'later') {
        const waiting = this.#queue.size;
        this.#log.warn({ event: 'nova_unreachable', reason: answer.reason, waiting }, 'Nova could not be told');
        if (answer.isFault) {
          // One of them is at fault, or where its instance is kept: the others are not to wait for it.
          this.#queue.putBack(events);
          atOnce = Math.ceil(events.length / 2);
        }
        if (isLastChance) return;
        if (!this.#isClosing) await this.#pause(failures++);
        continue;
      }
      failures = 0;
      atOnce = mostAtOnce;
      this.#queue.done(events);
      if (answer.kind === 'taken') this.#count(events, answer.codes);
      else this.#giveUp(events, answer.reason);
    }
  }

  #giveUp(events: readonly ExternalEvent[], reason: string): void {
    this.#failed += events.length;
    this.#log.warn({ event: 'nova_refused', reason, events: events.map(textOf) }, 'Nova refused events');
  }

  #count(events: readonly ExternalEvent[], codes: readonly number[]): void {
    const refused = events.flatMap((event, index) => {
      const code = codes[index] ?? 200;
      return code === 200 ? [] : [`${textOf(event)} ${code}`];
    });
    this.#sent += events.length - refused.length;
    this.#failed += refused.length;
    this.#log.debug({ event: 'nova_told', events: events.map(textOf) }, 'Nova was told');
    // Nothing unusual: an instance that is being removed is not there any more when its port goes.
    if (refused.length > 0)
      this.#log.info({ event: 'nova_events_failed', events: refused }, 'Nova did not take events');
  }

  #pause(failures: number): Promise<void> {
    const { firstPauseMs, longestPauseMs } = this.#patience;
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.min(longestPauseMs, firstPauseMs * 2 ** failures));
      this.#endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

function textOf({ name, server_uuid, tag }: ExternalEvent): string {
  return `${name} server ${server_uuid} port ${tag}`;
}
