import type { ExternalEvent } from './external-event.ts';

/**
 * Events that wait to be sent, oldest first. Of each port there is one of a kind: a later one takes the place of what
 * it makes untrue or says again, at the end of the line; plugged and unplugged are of one kind. So the line is as long
 * as the ports are many, however often they change while nobody listens, and `most` of them at the utmost.
 */
export class EventQueue {
  readonly #most: number;
  readonly #waiting = new Map<string, ExternalEvent>();

  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#waiting.size;
  }

  /** How many events were given up for it: the oldest, when there were too many. */
  add(event: ExternalEvent): number {
    const key = keyOf(event);
    this.#waiting.delete(key);
    this.#waiting.set(key, event);
    let dropped = 0;
    for (const oldest of this.#waiting.keys()) {
      if (this.#waiting.size <= this.#most) break;
      this.#waiting.delete(oldest);
      dropped++;
    }
    return dropped;
  }

  /** The oldest ones. They stay until they are done with. */
  first(count: number): readonly ExternalEvent[] {
    const out: ExternalEvent[] = [];
    for (const event of this.#waiting.values()) {
      if (out.length === count) break;
      out.push(event);
    }
    return out;
  }

  /** Lets others go before them. */
  putBack(events: readonly ExternalEvent[]): void {
    for (const event of events) if (this.#waiting.get(keyOf(event)) === event) this.add(event);
  }

  /** Takes out what was sent, but not what came in its place meanwhile. */
  done(events: readonly ExternalEvent[]): void {
    for (const event of events) {
      const key = keyOf(event);
      if (this.#waiting.get(key) === event) this.#waiting.delete(key);
    }
  }
}

function keyOf({ name, server_uuid, tag }: ExternalEvent): string {
  const kind = name === 'network-vif-unplugged' ? 'network-vif-plugged' : name;
  return `${tag} ${server_uuid} ${kind}`;
}
