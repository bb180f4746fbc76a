import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Store, openMemoryStore } from '../../store/index.ts';
import { type Bench, openBench } from '../bench.suite.ts';
import type { CloudPort } from './cloud.ts';
import { Feed } from './feed.ts';

let bench: Bench;
let feed: Feed;
/** The next reads of the feed that fail. */
let failures: number;
/** What the changes say that there is, and how each was told. */
let ports: Map<string, CloudPort>;
let told: string[];

beforeEach(async () => {
  const store = await openMemoryStore({ now: () => new Date() });
  [failures, ports, told] = [0, new Map(), []];
  const failing: Store = {
    ...store,
    subscribe: (listener) => store.subscribe(listener),
    read: (work) => {
      if (failures === 0) return store.read(work);
      failures--;
      return Promise.reject(new Error('no disk'));
    },
  };
  bench = await openBench({ store });
  await bench.call('POST', '/v2.0/networks', { network: { name: 'n' } });
  feed = await Feed.start(failing, pino({ enabled: false }), (changes) => {
    for (const { before, after } of changes) {
      const port = (after ?? before)?.port;
      if (port === undefined) continue;
      expect(before).toEqual(ports.get(port.id));
      if (after === undefined) ports.delete(port.id);
      else ports.set(port.id, after);
      told.push(`${before?.port.name ?? '-'} ${after?.port.name ?? '-'}`);
    }
  });
});
afterEach(async () => {
  await feed.close();
  await bench.close();
});

const caughtUp = async () => {
  const revision = await bench.store.read((tx) => tx.revision());
  const look = () => (feed.revision >= revision ? true : undefined);
  expect(await feed.until(look, 5000, new AbortController().signal)).toBe(true);
};
const make = async (name: string) => {
  const [network] = await bench.store.read((tx) => tx.list('networks'));
  const made = await bench.call('POST', '/v2.0/ports', { port: { network_id: network?.id, name } });
  return `/v2.0/ports/${made.body['port']?.['id']}`;
};

test('each turn says what became of ports: what they were, and what they are', async () => {
  const path = await make('a');
  await caughtUp();
  await bench.call('PUT', path, { port: { name: 'b' } });
  await caughtUp();
  await bench.call('DELETE', path);
  await caughtUp();
  expect([told, ports.size]).toEqual([['- a', 'a b', 'b -'], 0]);
});

test('nothing is missed when the store could not be read meanwhile, however much became of it', async () => {
  const kept = await make('kept');
  const gone = await make('gone');
  await caughtUp();
  failures = 1;
  await bench.call('PUT', kept, { port: { name: 'new' } });
  await bench.call('DELETE', gone);
  await make('more');
  await caughtUp();
  const there = [...feed.cloud.ports().values()].map(({ port }) => port.name).sort();
  expect([...ports.values()].map(({ port }) => port.name).sort()).toEqual(there);
  expect(there).toEqual(['more', 'new']);
  expect(failures).toBe(0);
});
