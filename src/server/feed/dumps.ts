import { PortreeveError } from '../../model/index.ts';
import type { Store } from '../../store/index.ts';
import type { HostDump } from '../../wire/index.ts';
import type { Settings } from '../settings.ts';
import { Expectations } from './expectations.ts';
import type { Feed } from './feed.ts';
import type { HostWords } from './relayed.ts';

const patienceMs = 15_000;
/** How long another server may take to say that it has asked. */
const othersPatienceMs = 1000;
/** Dumps that are kept of one host; the oldest goes when one more comes. */
const keptPerHost = 50;

/** Dumps of hosts: asked of the live agent, and kept under a name when somebody gives one. */
export class Dumps {
  readonly #store: Store;
  readonly #feed: Feed;
  readonly #words: HostWords;
  readonly #settings: Settings;
  readonly #dumps = new Expectations<HostDump>();
  /** Servers that say that the agent is connected to them. */
  readonly #takers = new Expectations<true>();

  constructor(store: Store, feed: Feed, words: HostWords, settings: Settings) {
    this.#store = store;
    this.#feed = feed;
    this.#words = words;
    this.#settings = settings;
    words.hear((word) => {
      if (word.about === 'dumpWanted' && feed.channel(word.host).askForDump(word.id) > 0) {
        words.tell({ about: 'dumpAsked', host: word.host, id: word.id });
      }
      if (word.about === 'dumpAsked') this.#takers.fulfil(keyOf(word.host, word.id), true);
      if (word.about === 'dump') this.#dumps.fulfil(keyOf(word.host, word.id), word.dump);
    });
  }

  /** What the host's kernel holds now. */
  async take(host: string, signal: AbortSignal): Promise<HostDump> {
    const id = this.#settings.newId();
    const stop = new AbortController();
    const arrival = this.#dumps.wait(keyOf(host, id), patienceMs, AbortSignal.any([signal, stop.signal]));
    const isAsked = this.#feed.channel(host).askForDump(id) > 0 || (await this.#askOthers(host, id, signal));
    if (!isAsked) {
      stop.abort();
      throw new PortreeveError('HOST_OFFLINE', { host });
    }
    const dump = await arrival;
    if (dump === undefined) throw new PortreeveError('HOST_SILENT', { host, seconds: patienceMs / 1000 });
    return dump;
  }

  /** Whether another server on the database has the agent. */
  async #askOthers(host: string, id: string, signal: AbortSignal): Promise<boolean> {
    if (!this.#words.hasOthers) return false;
    const taker = this.#takers.wait(keyOf(host, id), othersPatienceMs, signal);
    this.#words.tell({ about: 'dumpWanted', host, id });
    return (await taker) === true;
  }

  /** One that nobody waits for (any more), here or at another server, is dropped. */
  arrived(host: string, id: string, dump: HostDump): void {
    if (!this.#dumps.fulfil(keyOf(host, id), dump)) this.#words.tell({ about: 'dump', host, id, dump });
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
