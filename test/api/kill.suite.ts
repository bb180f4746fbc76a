import { afterEach, expect, test } from 'vitest';
import { type Client, createClient } from '../../src/client/index.ts';
import { type ServerProcess, token } from './server-process.ts';

interface Port {
  readonly id: string;
  readonly mac_address: string;
  readonly fixed_ips: readonly { readonly ip_address: string }[];
}

const clients = 64;
const rounds = 3;

/**
 * `start`: a server on the store; the second number of `servers` is how many run at once. One of them is killed in
 * each round, in the middle of what 64 clients write into one subnet.
 */
export function describeKill(start: (index: number) => Promise<ServerProcess>, servers: number): void {
  const running: ServerProcess[] = [];
  afterEach(async () => {
    for (const server of running.splice(0)) await server.kill();
  });

  test('has every write that it acknowledged, gave no address twice, and kept to the quota', async () => {
    const acknowledged = new Set<string>();
    const refused = new Set<number>();
    const ask = (server: ServerProcess): Client => createClient({ endpoint: server.endpoint, token });
    running.push(...(await Promise.all(Array.from({ length: servers }, (_, index) => start(index)))));
    const first = () => ask(running[0] as ServerProcess);
    const made = await first().request('POST', '/v2.0/networks', { network: { name: 'n' } });
    const networkId = (made.body as { network: { id: string } }).network.id;
    const subnet = { network_id: networkId, ip_version: 4, cidr: '10.0.0.0/16' };
    await first().request('POST', '/v2.0/subnets', { subnet });
    // More than the rounds write.
    const quota = clients * (rounds + 4);
    await first().request('PUT', '/v2.0/quotas/default', { quota: { port: quota } });
    let lastRevision = 0;

    for (let round = 0; round < rounds; round++) {
      const enough = acknowledged.size + 20 + round * 15;
      const victim = round % servers;
      const write = async (client: Client) => {
        for (;;) {
          const { body, revision } = await client.request('POST', '/v2.0/ports', { port: { network_id: networkId } });
          acknowledged.add((body as { port: Port }).port.id);
          lastRevision = Math.max(lastRevision, revision ?? 0);
          // Somewhere in the middle of the other writers' work.
          if (acknowledged.size >= enough) running[victim]?.child.kill('SIGKILL');
          if (acknowledged.size >= enough + clients / 2) return 'enough';
        }
      };
      const writers = Array.from({ length: clients }, (_, index) =>
        write(ask(running[index % servers] as ServerProcess)).catch((error: { code: string; message: string }) =>
          error.code === 'SERVER_UNREACHABLE' ? error.code : error.message,
        ),
      );
      const ends = new Set(await Promise.all(writers));
      expect([...ends].filter((end) => end !== 'SERVER_UNREACHABLE' && end !== 'enough')).toEqual([]);
      expect(ends).toContain('SERVER_UNREACHABLE');
      await running[victim]?.kill();
      running[victim] = await start(victim);
    }

    const fill = async (client: Client) => {
      for (;;) {
        const port = await client.request('POST', '/v2.0/ports', { port: { network_id: networkId } });
        acknowledged.add((port.body as { port: Port }).port.id);
      }
    };
    const fillers = Array.from({ length: clients }, (_, index) =>
      fill(ask(running[index % servers] as ServerProcess)).catch((error: { details?: { status?: number } }) =>
        refused.add(error.details?.status ?? 0),
      ),
    );
    await Promise.all(fillers);
    expect([...refused]).toEqual([409]);

    const { body } = await first().request('GET', '/v2.0/ports');
    const ports = (body as { ports: readonly Port[] }).ports;
    const there = new Set(ports.map((port) => port.id));
    expect([...acknowledged].filter((id) => !there.has(id))).toEqual([]);
    expect(ports).toHaveLength(quota);
    const addresses = ports.flatMap((port) => port.fixed_ips.map((ip) => ip.ip_address));
    expect([addresses.length, new Set(addresses).size]).toEqual([quota, quota]);
    expect(new Set(ports.map((port) => port.mac_address)).size).toBe(quota);
    const next = await first().request('POST', '/v2.0/networks', { network: {} });
    expect(next.revision).toBeGreaterThan(lastRevision);
  });
}
