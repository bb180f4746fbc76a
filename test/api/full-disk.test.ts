import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createClient } from '../../src/client/index.ts';
import { startProcess, token } from './server-process.ts';

const canMount = spawnSync('unshare', ['--user', '--map-root-user', '--mount', 'true']).status === 0;

describe('a disk that is full under the store', () => {
  test('refuses writes by name, goes on answering reads, and takes writes again when there is room', async (context) => {
    if (!canMount) return context.skip('user and mount namespaces are refused on this machine');
    const folder = mkdtempSync(join(tmpdir(), 'portreeve-full-'));
    const disk = join(folder, 'disk');
    // A disk of two megabytes that only this server sees; a file on it can be taken away to make room.
    const script = `mkdir -p ${disk} && mount -t tmpfs -o size=2m tmpfs ${disk} && head -c 300000 /dev/zero > ${disk}/filler && exec "$@"`;
    const wrapper = ['unshare', '--user', '--map-root-user', '--mount', 'sh', '-c', script, 'sh'];
    const server = await startProcess(join(disk, 'data'), { socket: join(folder, 'api.sock'), wrapper });
    const client = createClient({ endpoint: server.endpoint, token });
    const made: string[] = [];
    const addresses = Array.from({ length: 2000 }, (_, i) => `10.${i >> 8}.${i & 255}.0/24`);
    const create = async () => {
      const { body } = await client.request('POST', '/v2.0/address-groups', { address_group: { addresses } });
      made.push((body as { address_group: { id: string } }).address_group.id);
    };
    const fill = async () => {
      for (let i = 0; i < 500; i++) await create();
    };
    const refusal = await fill().catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'API_ERROR', details: { status: 503, type: 'STORE_FULL' } });
    expect(made.length).toBeGreaterThan(3);
    const { body } = await client.request('GET', '/v2.0/address-groups?fields=id');
    expect((body as { address_groups: unknown }).address_groups).toEqual(made.map((id) => ({ id })));

    execFileSync('nsenter', ['-t', String(server.child.pid), '-U', '-m', 'rm', `${disk}/filler`]);
    await create();
    expect(made.length).toBeGreaterThan(4);
    await server.kill();
    rmSync(folder, { recursive: true });
  });
});
