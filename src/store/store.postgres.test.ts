import pg from 'pg';
import { describe, expect, test, vi } from 'vitest';
import { openPostgresStore } from './postgres.ts';
import { describeStore, suiteClock } from './store.suite.ts';
import { openTestStore, schemaForTest } from './test-store.suite.ts';
import type { Store } from './store.ts';

describeStore('postgres', async () => {
  const made = await schemaForTest();
  if (made === undefined) return { store: await openTestStore(), reopen: undefined, dispose: async () => {} };
  const open = () => openPostgresStore(made.url, { now: suiteClock, schema: made.schema, connections: 4 });
  const store = await open();
  let newest = store;
  return {
    store,
    reopen: async () => (newest = await open()),
    dispose: async () => {
      await newest.close().catch(() => undefined);
      await made.drop();
    },
  };
});

describe('several stores on one database', () => {
  const group = (id: string, name = '') => ({ id, project_id: 'p', name, description: '', stateful: true });
  const two = async (work: (one: Store, other: Store, url: string) => Promise<void>) => {
    const made = await schemaForTest();
    if (made === undefined) throw new Error('no database');
    const open = () => openPostgresStore(made.url, { schema: made.schema, connections: 4 });
    // Both at once: the migrations of one must not meet those of the other.
    const [one, other] = await Promise.all([open(), open()]);
    try {
      await work(one, other, made.url);
    } finally {
      await one.close();
      await other.close();
      await made.drop();
    }
  };

  test('hear of each other’s writes', async () => {
    await two(async (one, other) => {
      const heard: number[] = [];
      other.subscribe((revision) => heard.push(revision));
      for (let i = 0; i < 5; i++) await one.write((tx) => tx.insert('security_groups', [group(`g${i}`)]));
      await other.write((tx) => tx.insert('security_groups', [group('own')]));
      await vi.waitFor(() => expect(heard.at(-1)).toBe(6));
      expect(heard).toEqual([...heard].sort((a, b) => a - b));
      expect(new Set(heard).size).toBe(heard.length);
    });
  });

  test('write one after the other, each on what the last one left', async () => {
    await two(async (one, other) => {
      await one.write((tx) => tx.insert('security_groups', [group('a', '0')]));
      const increase = (store: Store) =>
        store.write(async (tx) => {
          const row = await tx.get('security_groups', 'a');
          await tx.update('security_groups', 'a', { name: String(Number(row?.name) + 1) });
        });
      await Promise.all(Array.from({ length: 60 }, (_, i) => increase(i % 2 === 0 ? one : other)));
      expect((await other.read((tx) => tx.get('security_groups', 'a')))?.name).toBe('60');
      expect(await one.read((tx) => tx.revision())).toBe(61);
    });
  });

  test('read one consistent view while others write', async () => {
    await two(async (one, other) => {
      await one.write((tx) => tx.insert('security_groups', [group('a')]));
      const counts = await other.read(async (tx) => {
        const before = await tx.count('security_groups');
        await one.write((writer) => writer.insert('security_groups', [group('b')]));
        return [before, await tx.count('security_groups'), await tx.revision()];
      });
      expect(counts).toEqual([1, 1, 1]);
    });
  });

  test('lose their connections, and hear of what was written meanwhile', async () => {
    await two(async (one, other, url) => {
      const heard: number[] = [];
      other.subscribe((revision) => heard.push(revision));
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      await client.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'portreeve' and datname = current_database() and pid <> pg_backend_pid()`,
      );
      await client.end();
      await vi.waitFor(() => one.write((tx) => tx.insert('security_groups', [group('a')])), { timeout: 10_000 });
      await vi.waitFor(() => expect(heard).toContain(1), { timeout: 10_000 });
      await one.write((tx) => tx.insert('security_groups', [group('b')]));
      await vi.waitFor(() => expect(heard.at(-1)).toBe(2), { timeout: 10_000 });
    });
  });
});

describe('a PostgreSQL store', () => {
  const open = async () => {
    const made = await schemaForTest();
    if (made === undefined) throw new Error('no database');
    return { made, store: await openPostgresStore(made.url, { schema: made.schema, connections: 4 }) };
  };
  const group = (id: string) => ({ id, project_id: 'p', name: '', description: '', stateful: true });

  test('acknowledges nothing when a statement failed and the work passed over it', async () => {
    const { made, store } = await open();
    await store.write((tx) => tx.insert('security_groups', [group('a')]));
    const careless = store.write(async (tx) => {
      await tx.insert('security_groups', [group('b')]);
      await tx.insert('security_groups', [group('a')]).catch(() => undefined);
    });
    await expect(careless).rejects.toThrow();
    expect(await store.read((tx) => tx.count('security_groups'))).toBe(1);
    await store.close();
    await made.drop();
  });

  test('sorts and compares text by its bytes, whatever the database was set up for', async () => {
    const { made, store } = await open();
    const names = ['b', 'B', 'a', 'A', 'é', '_', '-', '组', ' '];
    await store.write((tx) =>
      tx.insert(
        'security_groups',
        names.map((name, i) => ({ ...group(`g${i}`), name })),
      ),
    );
    const sort = [{ column: 'name', direction: 'asc' }] as const;
    const sorted = (await store.read((tx) => tx.list('security_groups', { sort }))).map((row) => row.name);
    expect(sorted).toEqual([...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
    await store.close();
    await made.drop();
  });

  test('takes numbers larger than its columns for numbers that match nothing', async () => {
    const { made, store } = await open();
    const where = [{ column: 'revision_number', in: [2 ** 40] }] as const;
    expect(await store.read((tx) => tx.list('security_groups', { where }))).toEqual([]);
    await store.close();
    await made.drop();
  });

  test.each([
    ['a server that is not there', 'postgresql://u:secret@127.0.0.1:1/db', 'STORE_UNREACHABLE'],
    ['a socket that is not there', 'postgresql://u:secret@/db?host=/nowhere', 'STORE_UNREACHABLE'],
    ['an address that cannot be read', 'postgresql://u:secret@h:port/db', 'BAD_DATABASE'],
    ['what is no address', 'host=x password=secret', 'BAD_DATABASE'],
    ['an address of something else', 'mysql://u:secret@h/db', 'BAD_DATABASE'],
  ])('says of %s what is wrong, without the password', async (_what, url, code) => {
    const error = await openPostgresStore(url).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code });
    expect(JSON.stringify(error) + String(error)).not.toContain('secret');
  });

  test('says that a newer version wrote the store', async () => {
    const { made, store } = await open();
    await store.close();
    const client = new pg.Client({ connectionString: made.url });
    await client.connect();
    await client.query(`insert into "${made.schema}".kysely_migration values ('9999-future', now()::text)`);
    await client.end();
    await expect(openPostgresStore(made.url, { schema: made.schema })).rejects.toMatchObject({ code: 'STORE_NEWER' });
    await made.drop();
  });
});
