import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Query, type Store, maxPage } from './store.ts';
import type { NewRow, Row } from './tables.ts';

/** A store that one test has for itself, and the same data opened anew. */
export interface TestStore {
  readonly store: Store;
  /** Undefined: this kind of store ends with its process. */
  readonly reopen: (() => Promise<Store>) | undefined;
  readonly dispose: () => Promise<void>;
}

const at = new Date('2026-01-31T12:00:00.750Z');
export const suiteClock = () => at;

const group = (id: string, more: Partial<NewRow<'security_groups'>> = {}): NewRow<'security_groups'> => ({
  id,
  project_id: 'p',
  name: '',
  description: '',
  stateful: true,
  ...more,
});

const rule = (id: string, securityGroup: string): NewRow<'security_group_rules'> => ({
  id,
  project_id: 'p',
  name: '',
  description: '',
  security_group_id: securityGroup,
  direction: 'ingress',
  ethertype: 'IPv4',
  protocol: null,
  port_range_min: null,
  port_range_max: null,
  remote_ip_prefix: null,
  remote_group_id: null,
  remote_address_group_id: null,
  fingerprint: id,
});

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no failure',
    (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
  );

/** What every store does, whatever it keeps its data in. */
export function describeStore(name: string, open: () => Promise<TestStore>): void {
  describe(`the ${name} store`, () => {
    let bench: TestStore;
    let store: Store;
    beforeEach(async () => {
      bench = await open();
      store = bench.store;
    });
    afterEach(() => bench.dispose());

    const insert = (...rows: NewRow<'security_groups'>[]) => store.write((tx) => tx.insert('security_groups', rows));
    const ids = async (query: Query<'security_groups'>) =>
      (await store.read((tx) => tx.list('security_groups', query))).map((row) => row.id);

    test('gives back a row as it was written, with what it filled in itself', async () => {
      await insert(group('a', { name: '组', stateful: false }));
      expect(await store.read((tx) => tx.get('security_groups', 'a'))).toEqual({
        id: 'a',
        seq: 2 ** 20,
        project_id: 'p',
        name: '组',
        description: '',
        stateful: false,
        created_at: '2026-01-31T12:00:00Z',
        updated_at: '2026-01-31T12:00:00Z',
        revision_number: 1,
      });
      expect(await store.read((tx) => tx.get('security_groups', 'b'))).toBeUndefined();
    });

    test('keeps structures and nulls', async () => {
      const addresses = ['10.0.0.0/8', "it's; drop table", '"\\'];
      await store.write((tx) =>
        tx.insert('address_groups', [{ id: 'g', project_id: 'p', name: '', description: '', addresses }]),
      );
      await insert(group('a'));
      await store.write((tx) => tx.insert('security_group_rules', [rule('r', 'a')]));
      expect((await store.read((tx) => tx.get('address_groups', 'g')))?.addresses).toEqual(addresses);
      expect((await store.read((tx) => tx.get('security_group_rules', 'r')))?.protocol).toBeNull();
    });

    test('counts a revision for each write that changes a resource, and logs what it was', async () => {
      const first = await store.write((tx) => tx.insert('security_groups', [group('a'), group('b')]));
      const second = await store.write(async (tx) => {
        await tx.update('security_groups', 'a', { name: 'x' });
        await tx.remove('security_groups', ['b']);
      });
      const silent = await store.write((tx) => tx.insert('settings', [{ name: 'n', value: 'v' }]));
      expect([first.revision, second.revision, silent.revision]).toEqual([1, 2, 2]);
      expect(await store.read((tx) => tx.changesSince(0))).toEqual({
        kind: 'changes',
        revision: 2,
        changes: [
          { revision: 1, table: 'security_groups', id: 'a', action: 'created' },
          { revision: 1, table: 'security_groups', id: 'b', action: 'created' },
          { revision: 2, table: 'security_groups', id: 'a', action: 'updated' },
          { revision: 2, table: 'security_groups', id: 'b', action: 'deleted' },
        ],
      });
      expect(await store.read((tx) => tx.changesSince(2))).toEqual({ kind: 'changes', revision: 2, changes: [] });
    });

    test('tells a writer what it changed so far', async () => {
      await insert(group('a'));
      const seen = await store.write(async (tx) => {
        await tx.update('security_groups', 'a', { name: 'x' });
        const first = tx.changes().length;
        await tx.insert('security_groups', [group('b')]);
        return [first, tx.changes()];
      });
      const updated = { revision: 2, table: 'security_groups', id: 'a', action: 'updated' };
      expect(seen.result).toEqual([1, [updated, { ...updated, id: 'b', action: 'created' }]]);
    });

    test('says "too old" for a revision that its log does not reach, or that it never had', async () => {
      await insert(group('a'));
      expect(await store.read((tx) => tx.changesSince(-1))).toEqual({ kind: 'tooOld', revision: 1 });
      expect(await store.read((tx) => tx.changesSince(7))).toEqual({ kind: 'tooOld', revision: 1 });
    });

    test('an update makes the resource a newer one, even an empty update', async () => {
      await insert(group('a'));
      await store.write((tx) => tx.update('security_groups', 'a', {}));
      expect((await store.read((tx) => tx.get('security_groups', 'a')))?.revision_number).toBe(2);
    });

    test('a note changes a row and says nothing to anybody', async () => {
      await insert(group('a'));
      const { revision } = await store.write((tx) =>
        tx.note('security_groups', [{ column: 'id', in: ['a'] }], { description: 'd' }),
      );
      const row = await store.read((tx) => tx.get('security_groups', 'a'));
      expect([revision, row?.description, row?.revision_number]).toEqual([1, 'd', 1]);
    });

    test('undoes all of a write that fails, its revision too', async () => {
      await insert(group('a'));
      const failed = store.write(async (tx) => {
        await tx.update('security_groups', 'a', { name: 'lost' });
        await tx.insert('security_groups', [group('b')]);
        throw new Error('no');
      });
      await expect(failed).rejects.toThrow('no');
      expect(await ids({})).toEqual(['a']);
      expect((await store.read((tx) => tx.get('security_groups', 'a')))?.name).toBe('');
      expect((await insert(group('c'))).revision).toBe(2);
    });

    test('refuses a second of what is one, and a reference to nothing, each by its code', async () => {
      await insert(group('a'));
      expect(await failure(insert(group('a')))).toBe('STORE_CONFLICT');
      expect(await failure(store.write((tx) => tx.insert('security_group_rules', [rule('r', 'nobody')])))).toBe(
        'STORE_REFERENCE',
      );
      await store.write((tx) => tx.insert('security_group_rules', [rule('r', 'a')]));
      const twin = { ...rule('s', 'a'), fingerprint: 'r' };
      expect(await failure(store.write((tx) => tx.insert('security_group_rules', [twin])))).toBe('STORE_CONFLICT');
      expect(await failure(store.write((tx) => tx.remove('security_groups', ['a'])))).toBe('STORE_REFERENCE');
    });

    test('narrows a list by values, parts, bounds and other tables', async () => {
      await insert(
        group('a', { name: 'web' }),
        group('b', { name: 'w%b', stateful: false }),
        group('c', { name: 'DB', project_id: 'q' }),
      );
      await store.write((tx) => tx.insert('security_group_rules', [rule('r', 'b')]));
      const sort = [{ column: 'id', direction: 'asc' }] as const;
      expect(await ids({ sort, where: [{ column: 'name', in: ['web', 'DB'] }] })).toEqual(['a', 'c']);
      expect(await ids({ sort, where: [{ column: 'name', in: [] }] })).toEqual([]);
      expect(await ids({ sort, where: [{ column: 'stateful', in: [false] }] })).toEqual(['b']);
      expect(await ids({ sort, where: [{ column: 'name', contains: '%' }] })).toEqual(['b']);
      expect(await ids({ sort, where: [{ column: 'name', containsAnyCase: '%B' }] })).toEqual(['b']);
      expect(await ids({ sort, where: [{ column: 'name', containsAnyCase: 'b' }] })).toEqual(['a', 'b', 'c']);
      expect(await ids({ sort, where: [{ column: 'name', startsWith: 'w' }] })).toEqual(['a', 'b']);
      expect(await ids({ sort, where: [{ column: 'id', atLeast: 'b' }] })).toEqual(['b', 'c']);
      expect(await ids({ sort, where: [{ column: 'id', below: 'b' }] })).toEqual(['a']);
      const either = { any: [{ column: 'id', in: ['a'] }, { all: [{ column: 'project_id', in: ['q'] }] }] } as const;
      expect(await ids({ sort, where: [either] })).toEqual(['a', 'c']);
      const inTable = { table: 'security_group_rules', select: 'security_group_id', where: [] } as const;
      expect(await ids({ sort, where: [{ column: 'id', inTable }] })).toEqual(['b']);
      expect(await ids({ sort, where: [{ column: 'id', inTable, not: true }] })).toEqual(['a', 'c']);
      expect(await store.read((tx) => tx.count('security_groups', [either]))).toBe(2);
    });

    test('null is matched only where it is named, and sorts first', async () => {
      await insert(group('g'));
      await store.write((tx) =>
        tx.insert('security_group_rules', [
          { ...rule('a', 'g'), protocol: 'tcp' },
          rule('b', 'g'),
          { ...rule('c', 'g'), protocol: 'ah' },
        ]),
      );
      const rules = async (values: readonly (string | null)[]) =>
        (
          await store.read((tx) =>
            tx.list('security_group_rules', {
              where: [{ column: 'protocol', in: values }],
              sort: [{ column: 'protocol', direction: 'asc' }],
            }),
          )
        ).map((row) => row.id);
      expect(await rules(['tcp', 'ah'])).toEqual(['c', 'a']);
      expect(await rules([null, 'tcp'])).toEqual(['b', 'a']);
    });

    test('pages through a list in any order without losing or repeating a row', async () => {
      const rows = Array.from({ length: 25 }, (_, i) =>
        group(`g${i}`, { name: `n${i % 3}`, stateful: i % 2 === 0, project_id: `p${i % 4}` }),
      );
      await insert(...rows);
      const sort = [
        { column: 'stateful', direction: 'desc' },
        { column: 'name', direction: 'asc' },
        { column: 'id', direction: 'asc' },
      ] as const;
      const whole = await ids({ sort });
      const paged: string[] = [];
      for (let after: Row<'security_groups'> | undefined; ; ) {
        const page = await store.read((tx) => tx.list('security_groups', { sort, limit: 4, ...(after && { after }) }));
        paged.push(...page.map((row) => row.id));
        after = page.at(-1);
        if (page.length < 4) break;
      }
      expect(whole).toHaveLength(25);
      expect(paged).toEqual(whole);
    });

    test(`never gives more than ${maxPage} rows at once`, async () => {
      const rows = Array.from({ length: maxPage + 5 }, (_, i) => group(`g${i}`));
      await insert(...rows);
      expect(await ids({})).toHaveLength(maxPage);
      expect(await ids({ limit: maxPage + 5 })).toHaveLength(maxPage);
      expect(await store.read((tx) => tx.count('security_groups'))).toBe(maxPage + 5);
    });

    test('writes that come at once happen one after the other', async () => {
      await insert(group('a', { name: '0' }));
      const increase = () =>
        store.write(async (tx) => {
          const row = await tx.get('security_groups', 'a');
          await tx.update('security_groups', 'a', { name: String(Number(row?.name) + 1) });
        });
      await Promise.all(Array.from({ length: 50 }, increase));
      expect((await store.read((tx) => tx.get('security_groups', 'a')))?.name).toBe('50');
    });

    test('tells of each new revision after its commit, and of no other', async () => {
      const heard: number[] = [];
      const stop = store.subscribe((revision) => heard.push(revision));
      await insert(group('a'));
      await store.write((tx) => tx.insert('settings', [{ name: 'n', value: 'v' }]));
      await failure(insert(group('a')));
      await insert(group('b'));
      stop();
      await insert(group('c'));
      expect(heard).toEqual([1, 2]);
    });

    test('has all of it again when it is opened anew', async (context) => {
      if (!bench.reopen) return context.skip('this store ends with its process');
      await insert(group('a', { name: 'kept' }));
      await store.close();
      store = await bench.reopen();
      expect((await store.read((tx) => tx.get('security_groups', 'a')))?.name).toBe('kept');
      expect((await insert(group('b'))).revision).toBe(2);
      await store.close();
    });
  });
}
