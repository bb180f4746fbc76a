import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { openMemoryStore } from '../../store/index.ts';
import { openIdentity } from './service.ts';

test('a role that later releases begin with comes to a cloud that is there, unless it has one of that name', async () => {
  const store = await openMemoryStore();
  const options = { now: () => new Date(), newId: () => randomUUID() };
  const names = async () => {
    await openIdentity(store, options);
    return (await store.read((tx) => tx.list('identity_roles'))).map(({ name }) => name).sort();
  };
  const remove = (name: string) => store.write((tx) => tx.clear('identity_roles', [{ column: 'name', in: [name] }]));
  expect(await names()).toEqual(['admin', 'member', 'reader', 'service']);
  await remove('service');
  expect(await names()).toEqual(['admin', 'member', 'reader', 'service']);
  await remove('service');
  const own = { id: 'own', name: 'Service', description: 'ours', extra: {} };
  await store.write((tx) => tx.insert('identity_roles', [own]));
  expect(await names()).toEqual(['Service', 'admin', 'member', 'reader']);
  await store.close();
});
