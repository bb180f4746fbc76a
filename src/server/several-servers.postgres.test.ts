import { describe, expect, test, vi } from 'vitest';
import { openPostgresStore } from '../store/postgres.ts';
import { schemaForTest } from '../store/test-store.suite.ts';
import type { FeedEvent } from '../wire/index.ts';
import { type Bench, listIn, openBench } from './bench.suite.ts';
import type { Settings } from './settings.ts';

describe('two servers on one database', () => {
  const both = async (work: (one: Bench, other: Bench) => Promise<void>, settings: Partial<Settings> = {}) => {
    const schema = await schemaForTest();
    if (schema === undefined) throw new Error('no database');
    let ids = 0;
    const newId = () => `00000000-0000-4000-8000-${(++ids).toString(16).padStart(12, '0')}`;
    const now = () => new Date();
    const open = async () => {
      const store = await openPostgresStore(schema.url, { schema: schema.schema, connections: 4 });
      return openBench({ store, settings: { now, newId, ...settings } });
    };
    const servers = await Promise.all([open(), open()]);
    try {
      await work(...servers);
    } finally {
      for (const server of servers) await server.close().catch(() => undefined);
      await schema.drop();
    }
  };
  const portOn = async (server: Bench, host: string) => {
    const net = (await server.call('POST', '/v2.0/networks', { network: {} })).body['network']?.['id'];
    const answer = await server.call('POST', '/v2.0/ports', { port: { network_id: net, 'binding:host_id': host } });
    return { id: String(answer.body['port']?.['id']), revision: answer.revision };
  };
  const statusOf = async (server: Bench, id: string) =>
    (await server.call('GET', `/v2.0/ports/${id}`)).body['port']?.['status'];

  test('a write at one reaches the agent that is connected to the other', async () => {
    await both(async (one, other) => {
      await one.hello('h');
      const told: FeedEvent[] = [];
      const { stop } = one.feed.watch('h', undefined, { write: (line) => told.push(JSON.parse(line)) > 0 });
      const { id } = await portOn(other, 'h');
      await vi.waitFor(() => expect(JSON.stringify(told.at(-1))).toContain(id));
      stop();
    });
  });

  test('who waits at one hears what the host reports to the other', async () => {
    await both(async (one, other) => {
      await one.hello('h');
      const { id, revision } = await portOn(other, 'h');
      const wait = other.call('GET', `/portreeve/v1/hosts/h/wait?revision=${revision}`);
      await one.settled();
      await one.report('h', { revision, ports: { [id]: { status: 'enforced', device: 'tap' } } });
      expect((await wait).status).toBe(200);
      await vi.waitFor(async () => expect(await statusOf(other, id)).toBe('ACTIVE'));
      const { host } = (await other.call('GET', '/portreeve/v1/hosts/h')).body;
      expect(listIn(host, 'ports')[0]?.['report']).toEqual({ status: 'enforced', device: 'tap' });
    });
  });

  test('a report that comes before its server knows the port counts when it does', async () => {
    await both(async (one, other) => {
      await one.hello('h');
      const { id, revision } = await portOn(other, 'h');
      await one.report('h', { revision, ports: { [id]: { status: 'enforced', device: 'tap' } } });
      await vi.waitFor(async () => expect(await statusOf(one, id)).toBe('ACTIVE'));
    });
  });

  test('a dump that is asked of one is taken by the agent of the other', async () => {
    await both(async (one, other) => {
      await one.hello('h');
      await other.settled();
      const dump = {
        taken_at: '2026-01-31T12:00:00Z',
        backend: 'memory',
        revision: 1,
        ipv4: '*filter\nCOMMIT\n'.repeat(10_000),
        ipv6: '',
        ipset: '',
        listing: '',
      };
      const { stop } = one.feed.watch('h', undefined, {
        write(line) {
          const event: FeedEvent = JSON.parse(line);
          if (event.event === 'dump') void one.call('PUT', `/agent/v1/hosts/h/dumps/${event.id}`, dump);
          return true;
        },
      });
      const answer = await other.call('GET', '/portreeve/v1/hosts/h/dump');
      expect([answer.status, answer.body]).toEqual([200, dump]);
      stop();
    });
  });

  test('an agent that speaks to one is alive for the other, and silent for both', async () => {
    await both(
      async (one, other) => {
        await one.hello('h');
        const { id, revision } = await portOn(other, 'h');
        await one.settled();
        await one.report('h', { revision, ports: { [id]: { status: 'enforced', device: 'tap' } } });
        await vi.waitFor(async () => expect(await statusOf(other, id)).toBe('ACTIVE'));
        // The server that the agent spoke to is gone, and so is the agent.
        await one.close();
        await vi.waitFor(async () => expect(await statusOf(other, id)).toBe('DOWN'), { timeout: 5000 });
      },
      { agentDownAfterMs: 1500 },
    );
  });

  test('64 clients of both get addresses and MACs that differ, and no more than the quota', async () => {
    await both(async (one, other) => {
      const net = (await one.call('POST', '/v2.0/networks', { network: {} })).body['network']?.['id'];
      await one.call('POST', '/v2.0/subnets', { subnet: { network_id: net, ip_version: 4, cidr: '10.0.0.0/24' } });
      await one.call('PUT', '/v2.0/quotas/admin', { quota: { port: 100 } });
      const statuses: number[] = [];
      const client = async (index: number) => {
        for (let i = 0; i < 2; i++) {
          const server = index % 2 === 0 ? one : other;
          statuses.push((await server.call('POST', '/v2.0/ports', { port: { network_id: net } })).status);
        }
      };
      await Promise.all(Array.from({ length: 64 }, (_, index) => client(index)));
      expect(statuses.filter((status) => status === 201)).toHaveLength(100);
      expect(statuses.filter((status) => status === 409)).toHaveLength(28);
      const ports = listIn((await other.call('GET', '/v2.0/ports')).body, 'ports');
      const addresses = ports.flatMap((port) => listIn(port, 'fixed_ips').map((ip) => ip['ip_address']));
      const macs = ports.map((port) => port['mac_address']);
      expect([addresses.length, new Set(addresses).size, new Set(macs).size]).toEqual([100, 100, 100]);
    });
  });
});
