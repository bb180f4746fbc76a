import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readAccount, readComputeAccount } from './read-account.ts';

describe('our account at a Keystone', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'portreeve-clouds-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const write = (text: string) => {
    const path = join(folder, 'clouds.yaml');
    writeFileSync(path, text);
    return path;
  };
  const read = (text: string) => readAccount(write(text));
  const readCompute = (more: object) =>
    readComputeAccount(
      write(JSON.stringify({ clouds: { a: { auth: { ...auth, domain_name: 'Default' }, ...more } } })),
    );
  const auth = { auth_url: 'http://k/v3', username: 'neutron', password: 'x', project_name: 'service' };

  test('is that of the only cloud', async () => {
    const clouds = { any: { auth: { ...auth, user_domain_name: 'Default' } } };
    expect(await read(JSON.stringify({ clouds }))).toEqual({
      authUrl: 'http://k/v3',
      username: 'neutron',
      password: 'x',
      project: 'service',
      userDomain: 'Default',
      projectDomain: 'Default',
    });
  });

  test('has beside it the region and the interface at which Nova is to be found', async () => {
    expect(await readCompute({})).toMatchObject({ username: 'neutron', region: undefined, interface: 'public' });
    const internal = { region: 'R', interface: 'internal' };
    expect(await readCompute({ region_name: 'R', interface: 'internal' })).toMatchObject(internal);
    expect(await readCompute({ region_name: 'R', endpoint_type: 'internalURL' })).toMatchObject(internal);
    for (const wrong of [{ region_name: 5 }, { interface: 'private' }, { interface: ['public'] }]) {
      await expect(readCompute(wrong)).rejects.toMatchObject({ code: 'BAD_CLOUDS' });
    }
  });

  test('is refused with what is missing', async () => {
    const domain = { user_domain_name: 'Default' };
    const files = ['', '[]', '{', 'clouds: {}', 'clouds: {a: {}, b: {}}', 'clouds: 5', 'clouds: {a: {auth: 5}}'];
    const partial = [
      { auth },
      { auth: { ...auth, ...domain, auth_url: 'k' } },
      { auth: { ...auth, ...domain, password: 5 } },
      { auth: { ...auth, ...domain, auth_url: 'http://neutron:secret@k/v3' } },
    ];
    for (const text of [...files, ...partial.map((a) => JSON.stringify({ clouds: { a } }))]) {
      await expect(read(text), text).rejects.toMatchObject({ code: 'BAD_CLOUDS' });
    }
    await expect(readAccount(join(folder, 'none'))).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });
});
