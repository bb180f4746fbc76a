import { type MeasuredServer, newPlace, startServer } from './data/server-process.ts';
import { hello } from './data/hello.ts';
import { printMachine } from './data/report.ts';
import { startPostgres } from '../test/postgres/start-postgres.ts';

// What requests of the Networking API cost the server: CPU of its process from outside, and how long clients wait.
//   npm run bench -- api [--store embedded|postgres] [--ports 100,10000]
// The store holds so many ports before anything is measured; each size is a server of its own. Ten hosts have agents
// that read their feeds, so that what a change costs the feed is counted.

const flags = new Map<string, string>();
for (let i = 2; i < process.argv.length; i += 2) flags.set(process.argv[i] ?? '', process.argv[i + 1] ?? '');
const stores = (flags.get('--store') ?? 'embedded,postgres').split(',');
const sizes = (flags.get('--ports') ?? '100,10000').split(',').map(Number);

const hosts = Array.from({ length: 10 }, (_, index) => `host${index}`);
const bulk = 250;
const groupSize = 500;

printMachine();
for (const store of stores) {
  const postgres = store === 'postgres' ? await startPostgres({ durable: true }) : undefined;
  if (postgres && 'missing' in postgres) {
    console.log(`${store}: not measured, ${postgres.missing}`);
    continue;
  }
  for (const size of sizes) await measure(store, postgres?.url, size);
  await postgres?.stop();
}

async function measure(store: string, url: string | undefined, size: number): Promise<void> {
  const place = newPlace(url === undefined ? undefined : await freshDatabase(url, size));
  const empty = await startServer(place);
  const { networkId, groupId } = await seed(empty, size);
  await empty.stop();
  const server = await startServer(place);
  console.log(
    `\n${store}, ${size} ports in the store: start-up ${empty.startMs.toFixed(0)} ms empty, ${server.startMs.toFixed(0)} ms with them; RSS ${server.rssMb().toFixed(0)} MB after the start`,
  );
  console.log(`${'request'.padEnd(44)} CPU/request    p50      p99   requests/s`);
  for (const host of hosts) {
    await hello(server, host, hosts.indexOf(host) + 1);
    server.watch(host);
  }
  const port = () => server.ask('POST', '/v2.0/ports', { port: { network_id: networkId, security_groups: [groupId] } });
  const first = (await server.ask('GET', '/v2.0/ports?limit=1')).body as { ports: { id: string }[] };
  let number = 0;
  const rule = () => {
    number++;
    const range = { port_range_min: number, port_range_max: number };
    const wanted = { security_group_id: groupId, direction: 'ingress', protocol: 'tcp', ...range };
    return server.ask('POST', '/v2.0/security-group-rules', { security_group_rule: wanted });
  };

  await run(server, 'warm up: create a port', 200, 1, port, true);
  await run(server, 'create a port, one after another', 1000, 1, port);
  await run(server, 'create a port, 8 clients', 1000, 8, port);
  await run(server, 'show a port', 1000, 1, () => server.ask('GET', `/v2.0/ports/${first.ports[0]?.id}`));
  await run(server, 'list 1,000 ports', 20, 1, () => server.ask('GET', '/v2.0/ports?limit=1000'));
  await run(server, `a rule in a group of ${groupSize}+ ports on 10 hosts`, 200, 1, rule);
  console.log(`RSS at the end ${server.rssMb().toFixed(0)} MB`);
  await server.stop();
  place.remove();
}

/** Requests by so many clients at once; prints what one costs the server, feed included, and how long it takes. */
async function run(
  server: MeasuredServer,
  what: string,
  count: number,
  clients: number,
  once: () => Promise<{ readonly status: number; readonly body: unknown }>,
  isSilent = false,
): Promise<void> {
  const times: number[] = [];
  let left = count;
  const start = performance.now();
  const cpu = server.cpuMs();
  const client = async () => {
    while (left-- > 0) {
      const begun = performance.now();
      const { status, body } = await once();
      if (status >= 300) throw new Error(`${what}: ${status} ${JSON.stringify(body)}`);
      times.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  const seconds = (performance.now() - start) / 1000;
  // The last writes' way to the hosts.
  await server.ask('GET', '/portreeve/v1/hosts');
  const cost = (server.cpuMs() - cpu) / count;
  if (isSilent) return;
  times.sort((a, b) => a - b);
  const at = (share: number) => (times[Math.floor(share * times.length)] ?? 0).toFixed(1).padStart(6);
  console.log(
    `${what.padEnd(44)} ${cost.toFixed(2).padStart(7)} ms ${at(0.5)} ms ${at(0.99)} ms ${(count / seconds).toFixed(0).padStart(8)}`,
  );
}

/** Ports on networks of 1,000, in groups of 100, and one group of 500 ports that are bound to the ten hosts. */
async function seed(server: MeasuredServer, size: number) {
  const made = async (path: string, name: string, item: object) => {
    const { status, body } = await server.ask('POST', `/v2.0/${path}`, { [name]: item });
    if (status !== 201) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
    return (body as Record<string, { id: string }>)[name]?.id ?? '';
  };
  const many = -1;
  const quota = { network: many, subnet: many, port: many, security_group: many, security_group_rule: many };
  await server.ask('PUT', '/v2.0/quotas/default', { quota });
  for (const host of hosts) await hello(server, host, hosts.indexOf(host) + 1);
  const network = async (index: number) => {
    const id = await made('networks', 'network', { name: `n${index}` });
    await made('subnets', 'subnet', { network_id: id, ip_version: 4, cidr: '10.0.0.0/16' });
    return id;
  };
  const ports = async (items: readonly object[]) => {
    for (let start = 0; start < items.length; start += bulk) {
      const { status, body } = await server.ask('POST', '/v2.0/ports', { ports: items.slice(start, start + bulk) });
      if (status !== 201) throw new Error(`ports: ${status} ${JSON.stringify(body)}`);
    }
  };
  for (let from = 0, index = 0; from < size; from += 1000, index++) {
    const network_id = await network(index);
    const count = Math.min(1000, size - from);
    const groups: string[] = [];
    for (let i = 0; i < count; i += 100)
      groups.push(await made('security-groups', 'security_group', { name: `g${i}` }));
    const group = (i: number) => groups[Math.floor(i / 100)] ?? '';
    await ports(Array.from({ length: count }, (_, i) => ({ network_id, security_groups: [group(i)] })));
  }
  const networkId = await network(-1);
  const groupId = await made('security-groups', 'security_group', { name: 'large' });
  const bound = (i: number) => ({
    network_id: networkId,
    security_groups: [groupId],
    device_owner: 'compute:nova',
    'binding:host_id': hosts[i % hosts.length],
  });
  await ports(Array.from({ length: groupSize }, (_, i) => bound(i)));
  return { networkId, groupId };
}

async function freshDatabase(url: string, size: number): Promise<string> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const name = `bench_${size}_${process.pid}`;
  await client.query(`create database ${name}`);
  await client.end();
  return url.replace('/postgres?', `/${name}?`);
}
