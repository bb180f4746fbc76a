import { PortreeveError } from '../../model/index.ts';
import type { Store } from '../../store/index.ts';
import type { HostDump } from '../../wire/index.ts';
import type { Settings } from '../settings.ts';
import type { Feed } from './feed.ts';

const patienceMs = 15_000;
/** Dumps that are kept of one host; the oldest goes when one more comes. */
const keptPerHost = 50;

/** Dumps of hosts: asked of the live agent, and kept under a name when somebody gives one. */
export class Dumps {
  readonly #store: Store;
  readonly #feed: Feed;
  readonly #settings: Settings;
  readonly #arrived = new Map<string, HostDump>();
  readonly #expected = new Map<string, () => void>();

  constructor(store: Store, feed: Feed, settings: Settings) {
    this.#store = store;
    this.#feed = feed;
    this.#settings = settings;
  }

  /** What the host's kernel holds now. */
  async take(host: string, signal: AbortSignal): Promise<HostDump> {
    const id = this.#settings.newId();
    const key = keyOf(host, id);
    const arrival = new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, patienceMs);
      signal.addEventListener('abort', () => resolve());
      this.#expected.set(key, () => {
        clearTimeout(timer);
        resolve();
      });
    });
    try {
      if (this.#feed.channel(host).askForDump(id) === 0) throw new PortreeveError('HOST_OFFLINE', { host });
      await arrival;
      const dump = this.#arrived.get(key);
      if (dump === undefined) throw new PortreeveError('HOST_SILENT', { host, seconds: patienceMs / 1000 });
      return dump;
    } finally {
      this.#expected.get(key)?.();
      this.#expected.delete(key);
      this.#arrived.delete(key);
    }
  }

  /** One that nobody waits for (any more) is dropped. */
  arrived(host: string, id: string, dump: HostDump): void {
    const key = keyOf(host, id);
    const expected = this.#expected.get(key);
    if (expected === undefined) return;
    this.#arrived.set(key, dump);
    expected();
  }

  async keep(host: string, name: string, dump: HostDump): Promise<void> {
    await this.#store.write(async (tx) => {
      await tx.clear('dumps', [
        { column: 'host', in: [host] },
        { column: 'name', in: [name] },
      ]);
      const kept = await tx.list('dumps', {
        where: [{ column: 'host', in: [host] }],
        sort: [{ column: 'taken_at', direction: 'asc' }],
      });
      const tooMany = kept.slice(0, Math.max(0, kept.length + 1 - keptPerHost)).map((row) => row.name);
      await tx.clear('dumps', [
        { column: 'host', in: [host] },
        { column: 'name', in: tooMany },
      ]);
      await tx.insert('dumps', [{ host, name, taken_at: dump.taken_at, dump }]);
    });
  }

  async names(host: string): Promise<readonly { readonly name: string; readonly taken_at: string }[]> {
    const rows = await this.#store.read((tx) =>
      tx.list('dumps', {
        where: [{ column: 'host', in: [host] }],
        sort: [
          { column: 'taken_at', direction: 'asc' },
          { column: 'name', direction: 'asc' },
        ],
      }),
    );
    return rows.map(({ name, taken_at }) => ({ name, taken_at }));
  }

  async kept(host: string, name: string): Promise<unknown> {
    const [row] = await this.#store.read((tx) =>
      tx.list('dumps', {
        where: [
          { column: 'host', in: [host] },
          { column: 'name', in: [name] },
        ],
      }),
    );
    if (row === undefined) throw new PortreeveError('DUMP_UNKNOWN', { host, name });
    return row.dump;
  }
}

function keyOf(host: string, id: string): string {
  return `${id} ${host}`;
}
