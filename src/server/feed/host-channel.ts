import { type HostState, diffHostState, isEmptyDelta } from '../../model/index.ts';
import { type FeedEvent, type HostReport, hostDeltaJson, hostStateJson } from '../../wire/index.ts';

/** Where events of one watching agent go. `write` says whether there is room for more. */
export interface Watcher {
  write(line: string): boolean;
}

interface Delta {
  readonly from: number;
  readonly to: number;
  readonly line: string;
}

interface Watching {
  readonly watcher: Watcher;
  /** What the agent has; undefined: nothing that can be continued from. */
  revision: number | undefined;
  isBlocked: boolean;
}

/** Deltas that are kept for agents that come back or read slowly; one that is further behind gets a whole state. */
const keptDeltas = 256;
/** And so much text of them in all: more of it would be longer than the state itself. */
const keptLength = 512 * 1024;

/**
 * What one host was told last, the steps that led there, and who listens. A reader that is slower than the changes is
 * not queued for: when it has room again it continues from what it has, by deltas or by a whole state.
 */
export class HostChannel {
  #view: HostState;
  #deltas: Delta[] = [];
  #deltasLength = 0;
  readonly #watching = new Set<Watching>();
  report: HostReport | undefined;

  constructor(view: HostState) {
    this.#view = view;
  }

  get view(): HostState {
    return this.#view;
  }

  get isWatched(): boolean {
    return this.#watching.size > 0;
  }

  /** Takes the host's newest state and tells it, if it is another one than before. */
  advance(view: HostState): void {
    const delta = diffHostState(this.#view, view);
    if (isEmptyDelta(delta)) return;
    const event: FeedEvent = {
      event: 'delta',
      from: delta.from,
      revision: delta.to,
      delta: hostDeltaJson(delta),
    };
    this.#deltas.push({ from: delta.from, to: delta.to, line: lineOf(event) });
    this.#deltasLength += this.#deltas.at(-1)?.line.length ?? 0;
    while (this.#deltas.length > keptDeltas || (this.#deltasLength > keptLength && this.#deltas.length > 1)) {
      this.#deltasLength -= this.#deltas.shift()?.line.length ?? 0;
    }
    this.#view = view;
    for (const one of this.#watching) this.#feed(one);
  }

  /** Takes the newest state without a way to it from the last one: everybody gets it whole. */
  restart(view: HostState): void {
    this.#deltas = [];
    this.#deltasLength = 0;
    this.#view = view;
    for (const one of this.#watching) {
      one.revision = undefined;
      this.#feed(one);
    }
  }

  /** Begins to tell a watcher, from the revision that it has on. */
  watch(watcher: Watcher, since: number | undefined): { readonly drained: () => void; readonly stop: () => void } {
    const one: Watching = { watcher, revision: since, isBlocked: false };
    this.#watching.add(one);
    if (one.revision === this.#view.revision) this.#say(one, this.#alive());
    else this.#feed(one);
    return {
      drained: () => {
        one.isBlocked = false;
        this.#feed(one);
      },
      stop: () => this.#watching.delete(one),
    };
  }

  heartbeat(): void {
    for (const one of this.#watching) if (!one.isBlocked) this.#say(one, this.#alive());
  }

  /** Asks whoever watches for a dump; how many were asked. */
  askForDump(id: string): number {
    for (const one of this.#watching) this.#say(one, lineOf({ event: 'dump', id }));
    return this.#watching.size;
  }

  /** The revision at which the host enforces everything up to `revision` that concerns it. */
  neededFor(revision: number): number {
    if (revision >= this.#view.revision) return this.#view.revision;
    const last = this.#deltas.findLast((delta) => delta.to <= revision);
    if (last) return last.to;
    const first = this.#deltas[0];
    return first && first.from <= revision ? first.from : this.#view.revision;
  }

  #feed(one: Watching): void {
    while (!one.isBlocked && one.revision !== this.#view.revision) {
      const next = this.#deltas.find((delta) => delta.from === one.revision);
      if (next) {
        this.#say(one, next.line);
        one.revision = next.to;
      } else {
        const { revision } = this.#view;
        this.#say(one, lineOf({ event: 'state', revision, state: hostStateJson(this.#view) }));
        one.revision = revision;
      }
    }
  }

  #say(one: Watching, line: string): void {
    if (!one.watcher.write(line)) one.isBlocked = true;
  }

  #alive(): string {
    return lineOf({ event: 'alive', revision: this.#view.revision });
  }
}

function lineOf(event: FeedEvent): string {
  return `${JSON.stringify(event)}\n`;
}
