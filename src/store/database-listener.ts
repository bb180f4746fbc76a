import type { Client } from 'pg';

export interface ListenerOptions {
  /** A connection of its own, not connected yet. One that a pooler shares among transactions does not listen. */
  readonly connect: () => Client;
  /** What is done with the notifications of each channel. */
  readonly channels: Readonly<Record<string, (payload: string) => void>>;
  /** Reads what notifications told of, or would have told of: after each new connection, and every few seconds. */
  readonly catchUp: (through: Client) => Promise<void>;
  /** Told once of each connection that was lost or could not be made. */
  readonly lost: (error: unknown) => void;
}

export interface Listener {
  close(): Promise<void>;
}

const catchUpEveryMs = 5000;
const firstRetryMs = 200;
const longestRetryMs = 5000;

/**
 * Hears PostgreSQL's notifications. None arrives while the connection is down, so that what they tell of is read after
 * each new connection, and every five seconds anyway: one that was lost delays, and loses nothing.
 */
export function listenToDatabase({ connect, channels, catchUp, lost }: ListenerOptions): Listener {
  let client: Client | undefined;
  let isClosed = false;
  let retryMs = firstRetryMs;
  let retry: NodeJS.Timeout | undefined;
  let opened: Promise<void> = Promise.resolve();

  const again = (gone: Client, error: unknown) => {
    if (isClosed || client !== gone) return;
    client = undefined;
    lost(error);
    gone.end().catch(() => undefined);
    retry = setTimeout(open, retryMs).unref();
    retryMs = Math.min(retryMs * 2, longestRetryMs);
  };
  const open = () => {
    const made = connect();
    client = made;
    made.on('notification', ({ channel, payload = '' }) => channels[channel]?.(payload));
    made.on('error', (error) => again(made, error));
    made.on('end', () => again(made, new Error('the connection ended')));
    opened = made
      .connect()
      .then(() =>
        made.query(
          Object.keys(channels)
            .map((channel) => `listen "${channel}"`)
            .join('; '),
        ),
      )
      .then(() => {
        retryMs = firstRetryMs;
        return catchUp(made);
      })
      .catch((error: unknown) => again(made, error));
  };
  open();
  const timer = setInterval(() => {
    const through = client;
    if (through) catchUp(through).catch((error: unknown) => again(through, error));
  }, catchUpEveryMs).unref();

  return {
    async close() {
      isClosed = true;
      clearInterval(timer);
      clearTimeout(retry);
      await opened;
      await client?.end().catch(() => undefined);
    },
  };
}
