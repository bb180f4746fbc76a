import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openEmbeddedStore, openMemoryStore } from './embedded.ts';
import { describeStore, suiteClock } from './store.suite.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'portreeve-store-'));

describeStore('embedded', async () => {
  const path = folder();
  const open = () => openEmbeddedStore(path, { now: suiteClock });
  const store = await open();
  let newest = store;
  return {
    store,
    reopen: async () => (newest = await open()),
    dispose: async () => {
      await newest.close().catch(() => undefined);
      rmSync(path, { recursive: true });
    },
  };
});

describeStore('memory', async () => {
  const store = await openMemoryStore({ now: suiteClock });
  return { store, reopen: undefined, dispose: () => store.close() };
});

describe('the folder of an embedded store', () => {
  test('a second process is refused while the first has it open', async () => {
    const path = folder();
    const store = await openEmbeddedStore(path);
    await expect(openEmbeddedStore(path)).rejects.toMatchObject({ code: 'STORE_IN_USE' });
    await store.close();
    await (await openEmbeddedStore(path)).close();
    rmSync(path, { recursive: true });
  });

  test('only its owner reads the file', async () => {
    const path = join(folder(), 'new');
    const store = await openEmbeddedStore(path);
    expect(statSync(join(path, 'portreeve.db')).mode & 0o777).toBe(0o600);
    expect(statSync(path).mode & 0o777).toBe(0o700);
    await store.close();
    rmSync(path, { recursive: true });
  });

  test('a file that is no store is said to be damaged, and is left as it is', async () => {
    const path = folder();
    writeFileSync(join(path, 'portreeve.db'), 'these are no pages of a database, however long they may be'.repeat(100));
    await expect(openEmbeddedStore(path)).rejects.toMatchObject({ code: 'STORE_DAMAGED' });
    rmSync(path, { recursive: true });
  });

  test('a folder that cannot be made is named', async () => {
    const path = folder();
    writeFileSync(join(path, 'file'), '');
    await expect(openEmbeddedStore(join(path, 'file', 'inside'))).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' });
    mkdirSync(join(path, 'portreeve.db'));
    await expect(openEmbeddedStore(path)).rejects.toMatchObject({ code: 'STORE_FAILED' });
    rmSync(path, { recursive: true });
  });
});
