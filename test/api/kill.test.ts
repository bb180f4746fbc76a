import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createClient } from '../../src/client/index.ts';
import { startProcess, token } from './server-process.ts';

interface Port {
  readonly id: string;
  readonly mac_address: string;
  readonly fixed_ips: readonly { readonly ip_address: string }[];
}

describe('a server that is killed in the middle of writes', () => {
  test('has every write that it acknowledged, and gave no address twice', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'portreeve-kill-'));
    const acknowledged = new Set<string>();
    let networkId = '';
    let lastRevision = 0;
    for (let round = 0; round < 6; round++) {
      const server = await startProcess(join(folder, 'data'));
      const client = createClient({ endpoint: server.endpoint, token });
      if (round === 0) {
        const made = await client.request('POST', '/v2.0/networks', { network: { name: 'n' } });
        networkId = (made.body as { network: { id: string } }).network.id;
        const subnet = { network_id: networkId, ip_version: 4, cidr: '10.0.0.0/16' };
        await client.request('POST', '/v2.0/subnets', { subnet });
      }
      const enough = acknowledged.size + 10 + round * 7;
      const write = async () => {
        for (;;) {
          const { body, revision } = await client.request('POST', '/v2.0/ports', { port: { network_id: networkId } });
          acknowledged.add((body as { port: Port }).port.id);
          lastRevision = Math.max(lastRevision, revision ?? 0);
          // Somewhere in the middle of the other writers' work.
          if (acknowledged.size >= enough) server.child.kill('SIGKILL');
        }
      };
      const writers = Array.from({ length: 8 }, () => write().catch((error: { code: string }) => error.code));
      expect(new Set(await Promise.all(writers))).toEqual(new Set(['SERVER_UNREACHABLE']));
      await server.kill();
    }
    const server = await startProcess(join(folder, 'data'));
    const client = createClient({ endpoint: server.endpoint, token });
    const { body } = await client.request('GET', '/v2.0/ports');
    const ports = (body as { ports: readonly Port[] }).ports;
    const there = new Set(ports.map((port) => port.id));
    expect([...acknowledged].filter((id) => !there.has(id))).toEqual([]);
    const addresses = ports.flatMap((port) => port.fixed_ips.map((ip) => ip.ip_address));
    expect([addresses.length, new Set(addresses).size]).toEqual([ports.length, ports.length]);
    expect(new Set(ports.map((port) => port.mac_address)).size).toBe(ports.length);
    const next = await client.request('POST', '/v2.0/networks', { network: {} });
    expect(next.revision).toBeGreaterThan(lastRevision);
    await server.kill();
    rmSync(folder, { recursive: true });
  });
});
