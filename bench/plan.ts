import { printMachine } from './data/report.ts';
import { type MeasuredServer, newPlace, startServer } from './data/server-process.ts';

// What it costs to ask what a change would do: how long whoever asks waits, and how much is answered.
//   npm run bench -- plan [--ports 1000,10000]
// Half as many groups as ports, on networks of 1,000. Every port is in the group "base" and in two others, so that
// hardly two ports are in the same groups; the groups let in each other, prefixes and everybody.

const flags = new Map<string, string>();
for (let i = 2; i < process.argv.length; i += 2) flags.set(process.argv[i] ?? '', process.argv[i + 1] ?? '');
const sizes = (flags.get('--ports') ?? '1000,10000').split(',').map(Number);
const bulk = 250;
const bars = { ms: (size: number) => (size <= 1000 ? 50 : 300), kb: 64 };

printMachine();
for (const size of sizes) await measure(size);

async function measure(size: number): Promise<void> {
  const place = newPlace(undefined);
  const server = await startServer(place);
  try {
    await measureOn(server, size);
  } finally {
    await server.stop();
    place.remove();
  }
}

async function measureOn(server: MeasuredServer, size: number): Promise<void> {
  const { groups, ports, base, outgoing } = await seed(server, size);
  console.log(`\n${size} ports, ${groups.length} groups; bars: ${bars.ms(size)} ms, ${bars.kb} KB`);
  console.log(`${'preview of'.padEnd(46)} median     max    answer`);
  const rule = (group: string | undefined, more: object) => ({
    method: 'POST',
    path: '/v2.0/security-group-rules',
    body: { security_group_rule: { security_group_id: group, direction: 'ingress', ...more } },
  });
  const tcp = (port: number) => ({ protocol: 'tcp', port_range_min: port, port_range_max: port });
  const run = (what: string, change: object) => ask(server, what, { changes: [change] });
  await run('(first) a rule from everybody, in one group', rule(groups[1], tcp(8443)));
  await run('a rule from everybody, in one group', rule(groups[1], tcp(8443)));
  await run('a rule from a group, in one group', rule(groups[1], { ...tcp(22), remote_group_id: groups[2] }));
  await run('a rule from a prefix, in one group', rule(groups[1], { ...tcp(22), remote_ip_prefix: '10.0.0.0/20' }));
  await run('a rule from everybody, in the group of all', rule(base, tcp(9999)));
  await run('a rule from everybody that others have in part', rule(base, tcp(22)));
  await run('a rule from the group of all, in it', rule(base, { ...tcp(9999), remote_group_id: base }));
  await run('the rule that lets everything out goes', {
    method: 'DELETE',
    path: `/v2.0/security-group-rules/${outgoing}`,
  });
  const put = { port: { security_groups: [base, groups[3]] } };
  await run('other groups of a port', { method: 'PUT', path: `/v2.0/ports/${ports[7]}`, body: put });
  const assertions = ['deny any -> g1 tcp/23', 'allow g1 -> g2 tcp/443', 'deny 192.0.2.0/24 -> base udp/53'];
  await server.ask('PUT', '/portreeve/v1/assertions', { assertions });
  await run('a rule from everybody, with assertions', rule(groups[1], tcp(8443)));
}

async function ask(server: MeasuredServer, what: string, body: unknown): Promise<void> {
  const times: number[] = [];
  let bytes = 0;
  for (let i = 0; i < (what.startsWith('(first)') ? 1 : 5); i++) {
    const begun = performance.now();
    const answer = await server.ask('POST', '/portreeve/v1/preview', body);
    times.push(performance.now() - begun);
    if (answer.status !== 200) throw new Error(`${what}: ${answer.status} ${JSON.stringify(answer.body)}`);
    bytes = JSON.stringify(answer.body).length;
  }
  times.sort((a, b) => a - b);
  const at = (index: number) => (times.at(index) ?? 0).toFixed(0).padStart(6);
  console.log(
    `${what.padEnd(46)} ${at(Math.floor(times.length / 2))} ${at(-1)} ms ${(bytes / 1024).toFixed(1).padStart(7)} KB`,
  );
}

async function seed(server: MeasuredServer, size: number) {
  const send = async (method: string, path: string, body: unknown) => {
    const answer = await server.ask(method, path, body);
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body as Record<string, readonly { readonly id: string }[]>;
  };
  const many = -1;
  const quota = { network: many, subnet: many, port: many, security_group: many, security_group_rule: many };
  await send('PUT', '/v2.0/quotas/default', { quota });
  const all = async (path: string, name: string, items: readonly object[]) => {
    const ids: string[] = [];
    for (let start = 0; start < items.length; start += bulk) {
      const body = await send('POST', `/v2.0/${path}`, { [name]: items.slice(start, start + bulk) });
      ids.push(...(body[name] ?? []).map(({ id }) => id));
    }
    return ids;
  };
  const count = size / 2;
  const names = ['base', ...Array.from({ length: count }, (_, index) => `g${index}`)];
  const [base = '', ...groups] = await all(
    'security-groups',
    'security_groups',
    names.map((name) => ({ name })),
  );
  const one = { direction: 'ingress', protocol: 'tcp' };
  const range = (port: number) => ({ port_range_min: port, port_range_max: port });
  const rulesOf = (i: number): readonly object[] => [
    { ...one, ...range(22), remote_group_id: groups[(i * 7 + 1) % count] },
    { ...one, ...range(443), ...(i % 3 === 0 ? {} : { remote_group_id: groups[(i * 11 + 2) % count] }) },
    { ...one, ...range(5000 + (i % 50)), remote_ip_prefix: `10.${i % 4}.${i % 256}.0/24` },
    { ...one, protocol: 'icmp', remote_ip_prefix: `10.0.${i % 64}.0/26` },
  ];
  const rules = (security_group_id: string | undefined, items: readonly object[]) =>
    all(
      'security-group-rules',
      'security_group_rules',
      items.map((item) => ({ security_group_id, ...item })),
    );
  await rules(base, [{ direction: 'ingress', protocol: 'icmp', remote_group_id: base }]);
  for (const [i, group] of groups.entries()) await rules(group, rulesOf(i));
  const networks = await all(
    'networks',
    'networks',
    Array.from({ length: Math.ceil(size / 1000) }, (_, index) => ({ name: `n${index}` })),
  );
  await all(
    'subnets',
    'subnets',
    networks.map((network_id) => ({ network_id, ip_version: 4, cidr: '10.0.0.0/16' })),
  );
  const ports = await all(
    'ports',
    'ports',
    Array.from({ length: size }, (_, i) => ({
      network_id: networks[Math.floor(i / 1000)],
      security_groups: [base, groups[i % count], groups[(i * 13 + 5) % count]],
      name: `vm-${i}`,
    })),
  );
  const known = await server.ask('GET', `/v2.0/security-group-rules?security_group_id=${base}&direction=egress`);
  const [outgoing] = (known.body as { readonly security_group_rules: readonly { readonly id: string }[] })
    .security_group_rules;
  return { groups, ports, base, outgoing: outgoing?.id };
}
