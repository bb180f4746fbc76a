import type { DashboardEvent } from '../../wire/index.ts';

/** Whether pages hear of changes, and since when they do not. */
export type Hearing =
  | { readonly state: 'connecting' }
  | { readonly state: 'live' }
  | { readonly state: 'lost'; readonly since: number };

export interface FollowOptions {
  /** Opens a stream; what is given closes it. */
  readonly open: (onData: (data: string) => void, onBroken: () => void) => () => void;
  readonly onEvent: (event: DashboardEvent) => void;
  readonly onHearing: (hearing: Hearing) => void;
  readonly now: () => number;
  readonly setTimer: (work: () => void, ms: number) => number;
  readonly clearTimer: (timer: number) => void;
}

export interface Following {
  /** A window that nobody sees gives its connection up: browsers have few of them for one server. */
  pause(): void;
  resume(): void;
  stop(): void;
}

/** The server speaks at least every 10 s: so much silence means that the connection is dead, though nobody said so. */
const silenceMs = 25_000;
const firstRetryMs = 500;
const longestRetryMs = 5000;

/**
 * Keeps a stream of events open: opens it anew when it breaks, soon at first and then every five seconds, for as long as
 * it takes. What was missed meanwhile is not repeated: who follows looks at everything again at each `hello` after the
 * first one whose revision is not the one that he knows.
 */
export function followEvents(options: FollowOptions): Following {
  const { open, onEvent, onHearing, now, setTimer, clearTimer } = options;
  /** Closes the stream that is open. */
  let stream: (() => void) | undefined;
  /** Counts the streams: what an old one still says is nobody's business. */
  let opened = 0;
  let retryMs = firstRetryMs;
  let timer: number | undefined;
  let lostSince: number | undefined;
  let isPaused = false;
  let isOver = false;

  function connect(): void {
    if (isOver || isPaused || stream !== undefined) return;
    const own = ++opened;
    waitFor(silenceMs, lose);
    stream = open(
      (data) => {
        if (own === opened && stream !== undefined) hear(JSON.parse(data) as DashboardEvent);
      },
      () => {
        if (own === opened && stream !== undefined) lose();
      },
    );
  }

  function hear(event: DashboardEvent): void {
    retryMs = firstRetryMs;
    waitFor(silenceMs, lose);
    if (lostSince !== undefined || event.event === 'hello') onHearing({ state: 'live' });
    lostSince = undefined;
    onEvent(event);
  }

  function lose(): void {
    close();
    lostSince ??= now();
    onHearing({ state: 'lost', since: lostSince });
    waitFor(retryMs, connect);
    retryMs = Math.min(retryMs * 2, longestRetryMs);
  }

  function close(): void {
    stream?.();
    stream = undefined;
  }

  function waitFor(ms: number, work: () => void): void {
    if (timer !== undefined) clearTimer(timer);
    timer = setTimer(work, ms);
  }

  function cease(): void {
    close();
    if (timer !== undefined) clearTimer(timer);
    timer = undefined;
  }

  onHearing({ state: 'connecting' });
  connect();
  return {
    pause() {
      isPaused = true;
      cease();
    },
    resume() {
      if (!isPaused) return;
      isPaused = false;
      retryMs = firstRetryMs;
      connect();
    },
    stop() {
      isOver = true;
      cease();
    },
  };
}
