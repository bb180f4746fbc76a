import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createNeutronLayout, defaultLayoutOptions, emptyMemory } from '../../src/compiler/index.ts';
import { printSave, printSets } from '../../src/netfilter/index.ts';
import { type HostDump, parseHostState } from '../../src/wire/index.ts';
import { type CliBench, openCliBench } from './cli-server.ts';
import { standInAgent } from './host-agent.ts';

const hosts = { Sugon02: '10.88.0.12', Sugon04: '10.88.0.14' } as const;
type HostName = keyof typeof hosts;

let bench: CliBench;
const stops = new Map<HostName, () => Promise<void>>();
/** What hosts hold in place of what they should. */
const held = new Map<HostName, (dump: HostDump) => HostDump>();

/** What the kernel of a host holds that enforces its state. */
async function dumpOf(host: HostName): Promise<HostDump> {
  const { body } = await bench.client.request('GET', `/portreeve/v1/hosts/${host}/state`);
  const layout = createNeutronLayout({ ...defaultLayoutOptions, profile: 'caracal' });
  const compiled = layout.compile(parseHostState(body), emptyMemory);
  const dump: HostDump = {
    taken_at: '2026-01-31T12:00:00Z',
    backend: 'memory',
    revision: 1,
    ipv4: printSave(compiled.rulesets.ipv4, { counters: 'all' }),
    ipv6: printSave(compiled.rulesets.ipv6, { counters: 'all' }),
    ipset: printSets([...compiled.sets.values()].map(({ set }) => set)),
    listing: '',
  };
  return held.get(host)?.(dump) ?? dump;
}

/** The host says that it enforces everything. */
async function report(host: HostName, more: object = {}): Promise<void> {
  const { body } = await bench.client.request('GET', `/portreeve/v1/hosts/${host}`);
  const { revision } = (body as { host: { revision: number } }).host;
  const whole = { revision, ports: {}, apply_ms: 1, error: null, repaired: [], ...more };
  await bench.client.request('PUT', `/agent/v1/hosts/${host}/report`, whole);
}

const setUp = [
  'network create oa',
  'subnet create oa --network oa --cidr 172.16.15.0/24',
  'network create lan',
  'subnet create lan --network lan --cidr 10.7.0.0/24',
  'sg create web',
  'sg create test',
  'sg rule add test --ingress tcp/22 --from default',
  'sg rule add test --ingress icmp --from default',
  'sg create closed',
  'port create web01 --network oa --group web --host Sugon02 --fixed-ip 172.16.15.40',
  'port create web02 --network oa --group web --host Sugon02 --fixed-ip 172.16.15.41',
  'port create vm-in-default --network oa --group default --host Sugon02 --fixed-ip 172.16.15.30',
  'port create vm-oa --network oa --group test --host Sugon04 --fixed-ip 172.16.15.31',
  'port create bare --network oa --no-group --port-security off --host Sugon04 --fixed-ip 172.16.15.50',
  'port create elsewhere --network lan --group default --host Sugon04 --fixed-ip 10.7.0.9',
  'port create adrift --network oa --group test --fixed-ip 172.16.15.60',
];

beforeAll(async () => {
  bench = await openCliBench();
  for (const host of Object.keys(hosts) as HostName[]) {
    stops.set(host, await standInAgent(bench.client, host, () => dumpOf(host), hosts[host]));
  }
  for (const line of setUp) {
    const { err } = await bench.run(line);
    expect(err, line).toBe('');
  }
});
beforeEach(async () => {
  held.clear();
  await report('Sugon02');
  await report('Sugon04');
});
afterAll(async () => {
  for (const stop of stops.values()) await stop();
  await bench.close();
});

const run: CliBench['run'] = (line, options) => bench.run(line, options);
/** Ids of ports differ from run to run in nothing, but they are long. */
const ask = async (line: string) => {
  const { code, out, err } = await run(`trace ${line} --json`);
  expect(err).toBe('');
  return { code, data: JSON.parse(out) };
};

describe('why web01 cannot reach vm-oa', () => {
  test('is told on a page: verdict, steps, way, nearest misses, fixes', async () => {
    const { code, out, err } = await run('trace web01 vm-oa tcp/22', { terminal: true });
    expect({ code, err }).toEqual({ code: 10, err: '' });
    expect(out).toMatchInlineSnapshot(`
      "DROPPED  web01 172.16.15.40 → vm-oa 172.16.15.31  tcp/22, new connection, evaluated
      Why: No security group rule of vm-oa lets tcp/22 from 172.16.15.40 in [SECURITY_GROUP_INGRESS]

       1 leaves web01  Sugon02  ✓ web: IPv4 to anywhere
       2 network       vxlan 1  ✓ same network
       3 enters vm-oa  Sugon04  ✗ no rule admits it

       Path on Sugon04
         FORWARD 2                       → neutron-linuxbri-FORWARD
         neutron-linuxbri-FORWARD 1      → neutron-linuxbri-sg-chain                              tap0000001a-0f
         neutron-linuxbri-sg-chain 1     → neutron-linuxbri-i0000001a-0                           tap0000001a-0f
         neutron-linuxbri-i0000001a-0 4    no: 172.16.15.40 not in NIPv400000004-0fdd-4fe0-988f-  [test: SSH from default]
         neutron-linuxbri-i0000001a-0 7  → neutron-linuxbri-sg-fallback
       ✗ neutron-linuxbri-sg-fallback 1    DROP
         5 more rules did not match (--all shows them)

       Fix (narrowest first)
         portreeve sg rule add test --ingress tcp/22 --from 172.16.15.40  opens 1 port on 2 instances to 1 instance
         portreeve sg rule add test --ingress tcp/22 --from web           opens 1 port on 2 instances to 2 instances
         portreeve port set web01 --add-group default                     adds 6 reachable ports to web01; lets 2 instances reach web01

       Assumed
         no connection is known before this packet
         the packet is a SYN, the first of a connection
      "
    `);
  });

  test('in Chinese as well', async () => {
    const { code, out } = await run('trace web01 vm-oa tcp/22 --lang zh', { terminal: true });
    expect(code).toBe(10);
    expect(out).toMatchInlineSnapshot(`
      "丢弃  web01 172.16.15.40 → vm-oa 172.16.15.31  tcp/22，新连接，按规则推算
      原因：vm-oa 没有任何安全组规则放行来自 172.16.15.40 的 tcp/22 [SECURITY_GROUP_INGRESS]

       1 离开 web01  Sugon02  ✓ web：发往任何地方的 IPv4
       2 网络        vxlan 1  ✓ 同一网络
       3 进入 vm-oa  Sugon04  ✗ 没有规则放行它

       Sugon04 上的路径
         FORWARD 2                       → neutron-linuxbri-FORWARD
         neutron-linuxbri-FORWARD 1      → neutron-linuxbri-sg-chain                               tap0000001a-0f
         neutron-linuxbri-sg-chain 1     → neutron-linuxbri-i0000001a-0                            tap0000001a-0f
         neutron-linuxbri-i0000001a-0 4    否：172.16.15.40 不在 NIPv400000004-0fdd-4fe0-988f- 中  [test：来自 default 的 SSH]
         neutron-linuxbri-i0000001a-0 7  → neutron-linuxbri-sg-fallback
       ✗ neutron-linuxbri-sg-fallback 1    DROP
         另有 5 条规则未命中（--all 可全部显示）

       解决办法（影响最小的在前）
         portreeve sg rule add test --ingress tcp/22 --from 172.16.15.40  在 2 台云主机上向 1 台云主机开放 1 个端口
         portreeve sg rule add test --ingress tcp/22 --from web           在 2 台云主机上向 2 台云主机开放 1 个端口
         portreeve port set web01 --add-group default                     web01 可多访问 6 个端口；2 台云主机可访问 web01

       前提
         在此包之前没有已知连接
         该包是 SYN，即连接的第一个包
      "
    `);
  });

  test('and as data', async () => {
    const { code, data } = await ask('web01 vm-oa tcp/22');
    expect(code).toBe(10);
    expect(data).toMatchObject({
      verdict: 'DROP',
      how: 'evaluated',
      packet: 'first',
      service: 'tcp/22',
      family: 'ipv4',
      ctstate: 'NEW',
      from: { kind: 'port', name: 'web01', host: 'Sugon02', address: '172.16.15.40' },
      to: { kind: 'port', name: 'vm-oa', host: 'Sugon04', address: '172.16.15.31' },
      reason: { code: 'SECURITY_GROUP_INGRESS', host: 'Sugon04' },
      expected: null,
      notes: [],
    });
    expect(
      data.hops.map(({ step, host, mark, answer }: Record<string, unknown>) => [step, host, mark, answer]),
    ).toEqual([
      ['leaves', 'Sugon02', 'passes', 'admitted'],
      ['network', null, 'passes', null],
      ['enters', 'Sugon04', 'stops', 'refused'],
    ]);
    expect(
      data.passes.map(({ host, step, live, verdict }: Record<string, unknown>) => [host, step, live, verdict]),
    ).toEqual([
      ['Sugon02', 'leaves', true, 'ACCEPT'],
      ['Sugon02', 'tunnel', true, 'ACCEPT'],
      ['Sugon04', 'tunnel', true, 'ACCEPT'],
      ['Sugon04', 'enters', true, 'DROP'],
    ]);
    const [, , , entering] = data.passes;
    expect(entering.rules.filter(({ held }: { held: boolean }) => !held)).toMatchObject([
      { what: 'test: SSH from default', certainty: 'exact', missed: { fields: ['source'] } },
    ]);
    expect(data.fixes.map(({ command }: { command: string }) => command)).toEqual([
      'portreeve sg rule add test --ingress tcp/22 --from 172.16.15.40',
      'portreeve sg rule add test --ingress tcp/22 --from web',
      'portreeve port set web01 --add-group default',
    ]);
  });

  test('whatever the ends are called by', async () => {
    const { data } = await ask('web01 vm-oa tcp/22');
    for (const line of [
      `${data.from.port_id} ${data.to.port_id} tcp/22`,
      `${data.from.device} ${data.to.device} tcp/22`,
      '172.16.15.40 172.16.15.31 tcp/22',
      `${data.from.mac} vm-oa tcp/22`,
    ]) {
      expect((await ask(line)).data).toEqual(data);
    }
    expect((await run('trace web01 vm-ao tcp/22')).err).toContain('There is no port vm-ao');
    expect((await run('trace web01 vm-ao tcp/22')).code).toBe(3);
    expect((await run('trace 198.51.100.1 198.51.100.2 tcp/22')).code).toBe(3);
  });

  test('a fix from the page lets it in', async () => {
    const { data } = await ask('web01 vm-oa tcp/22');
    for (const { command } of data.fixes) {
      const before = await rulesAndGroups();
      expect((await run(command.replace(/^portreeve /, ''))).code, command).toBe(0);
      const fixed = await ask('web01 vm-oa tcp/22');
      expect([fixed.code, fixed.data.reason.code], command).toEqual([0, 'FILTERS_PASS']);
      expect((await ask('web01 vm-oa tcp/22 --conversation')).data.conversation).toEqual([
        { packet: 'first', verdict: 'ACCEPT' },
        { packet: 'reply', verdict: 'ACCEPT' },
        { packet: 'later', verdict: 'ACCEPT' },
      ]);
      await restore(before);
    }
    expect((await ask('web01 vm-oa tcp/22')).code).toBe(10);
  });
});

/** Ids of all rules, and the groups of web01: what a fix may change. */
async function rulesAndGroups() {
  const rules = (await run('sg rule list -q')).out.trim().split('\n');
  const [web] = JSON.parse((await run('sg list --json')).out).filter(({ name }: { name: string }) => name === 'web');
  return { rules: new Set(rules), group: String(web.id) };
}

async function restore(before: Awaited<ReturnType<typeof rulesAndGroups>>): Promise<void> {
  for (const id of (await rulesAndGroups()).rules) {
    if (!before.rules.has(id)) expect((await run(`sg rule delete ${id}`)).code).toBe(0);
  }
  expect((await run(`port set web01 --group ${before.group}`)).code).toBe(0);
}

describe('other ways to ask', () => {
  const steps = (data: { hops: readonly { mark: string; answer: string | null }[] }) =>
    data.hops.map(({ mark, answer }) => [mark, answer]);

  test('the answer to a connection passes where its first packet would not', async () => {
    const { code, data } = await ask('web01 vm-oa tcp/22 --reply');
    expect([code, data.packet, data.ctstate, data.reason.code]).toEqual([0, 'reply', 'ESTABLISHED', 'FILTERS_PASS']);
    expect(data.assumptions).toEqual(['connectionKnown']);
    const { out } = await run('trace web01 vm-oa tcp/22 --reply', { terminal: true });
    expect(out).toMatch(
      /^ALLOWED  vm-oa 172\.16\.15\.31 → web01 172\.16\.15\.40  answer to tcp\/22, known connection, evaluated$/m,
    );
    expect(out).toMatch(/^ 1 leaves vm-oa +Sugon04 +✓ packets of known connections$/m);
  });

  test('a conversation ends with the packet that does not arrive', async () => {
    const { code, out } = await run('trace web01 vm-oa tcp/22 --conversation', { terminal: true });
    expect(code).toBe(10);
    expect(out).toMatch(/^ ✗ first packet: DROPPED\n\nDROPPED /);
  });

  test('between two ports of one host there is one pass, seen by both', async () => {
    const { code, data } = await ask('web01 vm-in-default tcp/80');
    expect([code, data.reason.code, data.passes.length]).toEqual([10, 'SECURITY_GROUP_INGRESS', 1]);
    expect(data.hops.map(({ words }: { words: string }) => words)).toEqual([
      expect.stringMatching(/^web: IPv4 to anywhere$|^not come to$/),
      'same bridge',
      'no rule admits it',
    ]);
  });

  test('an address that no port has is outside: one side is judged', async () => {
    const { code, data } = await ask('198.51.100.7 vm-oa tcp/22');
    expect([code, data.from, data.reason.code]).toEqual([
      10,
      { kind: 'outside', address: '198.51.100.7' },
      'SECURITY_GROUP_INGRESS',
    ]);
    expect(data.notes.map(({ code }: { code: string }) => code)).toEqual(['OUTSIDE_ADDRESS']);
    expect(data.fixes[0].command).toBe('portreeve sg rule add test --ingress tcp/22 --from 198.51.100.7');
    expect(steps((await ask('vm-oa 198.51.100.7 tcp/443')).data)).toEqual([
      ['passes', 'admitted'],
      ['none', null],
      ['none', null],
    ]);
  });

  test('a host’s own traffic passes INPUT and OUTPUT, where no group is asked', async () => {
    const out = await ask('host:Sugon04 vm-oa tcp/22');
    expect([
      out.code,
      out.data.passes.map(({ path }: { path: readonly { chain: string }[] }) =>
        path.some(({ chain }) => chain === 'FORWARD'),
      ),
    ]).toEqual([0, [false]]);
    const into = await ask('vm-oa host:Sugon04 tcp/9696');
    expect([into.code, into.data.hops.map(({ words }: { words: string }) => words)]).toEqual([
      0,
      ['no group is asked', 'the host and its own port', 'the host’s own rules let it pass'],
    ]);
    expect(into.data.notes.map(({ code }: { code: string }) => code)).toEqual(['HOST_TRAFFIC']);
  });

  test('a port whose port security is off lets everything in, and that is said', async () => {
    const { code, data } = await ask('web01 bare udp/53');
    expect([code, data.hops[2].answer]).toEqual([0, 'unfiltered']);
    expect(data.notes.map(({ code, host }: { code: string; host: string }) => [code, host])).toEqual([
      ['PORT_SECURITY_OFF', 'Sugon04'],
    ]);
  });

  test('a port on no host gets nothing', async () => {
    const { code, data } = await ask('vm-in-default adrift tcp/22');
    expect([code, data.reason.code, data.hops[2].mark]).toEqual([10, 'PORT_UNBOUND', 'stops']);
  });

  test('a port that is switched off gets nothing', async () => {
    expect((await run('port set vm-in-default --admin-state down')).code).toBe(0);
    const { code, data } = await ask('vm-in-default vm-oa tcp/22');
    expect([code, data.reason.code, data.hops[0].mark]).toEqual([10, 'PORT_DOWN', 'stops']);
    expect((await run('port set vm-in-default --admin-state up')).code).toBe(0);
    expect((await ask('vm-in-default vm-oa tcp/22')).code).toBe(0);
  });

  test('where both ends refuse it, each has its own fixes', async () => {
    const closed = 'port set web02 --no-group';
    expect((await run(closed)).code).toBe(0);
    const { code, data } = await ask('web02 vm-oa tcp/22');
    expect([code, data.reason.code, steps(data)]).toEqual([
      10,
      'SECURITY_GROUP_EGRESS',
      [
        ['stops', 'refused'],
        ['passes', null],
        ['stops', 'refused'],
      ],
    ]);
    expect([...new Set(data.fixes.map(({ at }: { at: string }) => at))]).toEqual(['web02', 'vm-oa']);
    const { out } = await run('trace web02 vm-oa tcp/22', { terminal: true });
    expect(out).toContain(' Fix at web02 (narrowest first; each end needs one)\n');
    expect((await run('trace web02 vm-oa tcp/22 -q')).out).toBe('DROP\n');
    expect((await run('port set web02 --add-group web')).code).toBe(0);
  });

  test('between two networks it is open: the router is not asked', async () => {
    const { code, data } = await ask('vm-in-default elsewhere tcp/22');
    expect([code, data.reason.code, data.hops[1].mark]).toEqual([12, 'NETWORKS_DIFFER', 'open']);
  });

  test.each([
    ['web01 vm-oa any', 2, 'ONE_SERVICE_NEEDED'],
    ['web01 vm-oa tcp/20-30', 2, 'ONE_SERVICE_NEEDED'],
    ['web01 vm-oa icmpv6', 2, 'NO_ADDRESS_IN_FAMILY'],
    ['web01 vm-oa', 2, 'ARGUMENT_MISSING'],
    ['web01 172.16.15.40 tcp/22', 2, 'SAME_ENDS'],
    ['web01 vm-oa tcp/22 --packets f', 2, 'TOO_MANY_ARGUMENTS'],
    ['web01 host:Sugon40 tcp/22', 3, 'NOT_FOUND_BUT_NEAR'],
    ['nobody vm-oa tcp/22', 3, 'NOT_FOUND'],
  ])('%s is an error', async (line, exit, code) => {
    const ran = await run(`trace ${line}`);
    expect([ran.code, ran.out]).toEqual([exit, '']);
    expect(ran.err).toMatch(new RegExp(`^Error ${code}: .*\\nHint: .`));
  });
});

describe('an evaluated way put to the proof by hand', () => {
  /** Counters of these rules grow between the two looks: the first is the one that is evaluated. */
  function countIn(host: HostName, rules: readonly string[]): void {
    let looks = 0;
    held.set(host, (dump) => {
      looks += 1;
      if (looks === 1) return dump;
      const lines = dump.ipv4.split('\n');
      const numbers = new Map<string, number>();
      const counted = lines.map((line) => {
        const chain = /^\[0:0\] -A (\S+)/.exec(line)?.[1];
        if (chain === undefined) return line;
        const number = (numbers.get(chain) ?? 0) + 1;
        numbers.set(chain, number);
        return rules.includes(`${chain} ${number}`) ? line.replace('[0:0]', '[1:60]') : line;
      });
      return { ...dump, ipv4: counted.join('\n') };
    });
  }
  const wayOf = async () => {
    const { data } = await ask('web01 vm-oa tcp/22');
    const refs = (host: string): string[] =>
      data.passes
        .filter((pass: { host: string; step: string }) => pass.host === host && pass.step !== 'tunnel')
        .flatMap(({ path }: { path: readonly { table: string; chain: string; rule: number }[] }) =>
          path.filter(({ table }) => table === 'filter').map(({ chain, rule }) => `${chain} ${rule}`),
        );
    return { Sugon02: refs('Sugon02'), Sugon04: refs('Sugon04') };
  };
  const enter = { terminal: true, stdin: '\n' };

  test('is proved when every rule on it counted, and no other of the ports', async () => {
    const way = await wayOf();
    countIn('Sugon02', way.Sugon02);
    countIn('Sugon04', way.Sugon04);
    const { code, out, err } = await run('trace web01 vm-oa tcp/22 --live', enter);
    expect(code).toBe(10);
    expect(err).toBe('Now send one packet, tcp/22 from 172.16.15.40 to 172.16.15.31, and press Enter. ');
    expect(out).toMatch(/^ ✓ Proved by packet: (\d+) of \1 rules on its way counted it$/m);
  });

  test('is not when a rule did not count, or another one did', async () => {
    const way = await wayOf();
    countIn('Sugon02', way.Sugon02);
    const [portChain = ''] = way.Sugon04.filter((rule) => /-i\w/.test(rule)).map((rule) => rule.split(' ')[0] ?? '');
    countIn('Sugon04', [...way.Sugon04.filter((rule) => !rule.includes('sg-fallback')), `${portChain} 4`]);
    const { code, out } = await run('trace web01 vm-oa tcp/22 --live', enter);
    expect(code).toBe(11);
    expect(out).toMatch(/^ ✗ A packet did otherwise: \d+ of \d+ rules on its way counted it$/m);
    expect(out).toContain('   Sugon04: rule 1 of neutron-linuxbri-sg-fallback should have counted it and did not\n');
    expect(out).toContain(`   Sugon04: rule 4 of ${portChain} counted, and is not on its way\n`);
  });

  test.each([
    ['trace web01 vm-oa tcp/22 --live', 'LIVE_NEEDS_TERMINAL'],
    ['trace web01 vm-oa tcp/22 --live --reply', 'LIVE_NOT_WITH'],
    ['trace web01 vm-oa tcp/22 --live --from-host f', 'LIVE_NOT_WITH'],
  ])('%s says what is needed', async (line, error) => {
    const { code, out, err } = await run(line);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(new RegExp(`^Error ${error}: .*\\nHint: .`));
  });
});

describe('what hosts hold counts, and what they should hold is told beside it', () => {
  const notesOf = (data: { notes: readonly { code: string; host: string }[] }) =>
    data.notes.map(({ code, host }) => `${code} ${host}`);

  test('a rule that somebody typed decides, and is shown as nobody’s', async () => {
    held.set('Sugon02', (dump) => ({
      ...dump,
      ipv4: dump.ipv4.replace('-A FORWARD -j neutron-linuxbri-FORWARD', '-A FORWARD -s 172.16.15.30/32 -j DROP\n$&'),
    }));
    const { code, data } = await ask('vm-in-default vm-oa tcp/22');
    expect([code, data.reason.code, data.reason.params]).toEqual([
      10,
      'FOREIGN_RULE',
      { rule: 2, chain: 'FORWARD', table: 'filter', text: '-s 172.16.15.30/32 -j DROP' },
    ]);
    expect(data.expected).toBeNull();
    expect(data.fixes).toEqual([]);
  });

  test('a rule of ours that is missing is drift; what should be is evaluated too', async () => {
    held.set('Sugon04', (dump) => ({ ...dump, ipv4: dump.ipv4.replace(/^.*--dport 22 .*\n/gm, '') }));
    const { code, data } = await ask('vm-in-default vm-oa tcp/22');
    expect([code, data.verdict, data.expected, data.reason.code]).toEqual([10, 'DROP', 'ACCEPT', 'DRIFT']);
    await report('Sugon04', { revision: 1 });
    const behind = await ask('vm-in-default vm-oa tcp/22');
    expect([behind.data.reason.code, behind.data.reason.params.enforced]).toEqual(['AGENT_BEHIND', 1]);
    expect(notesOf(behind.data)).toEqual(['AGENT_BEHIND Sugon04']);
  });

  test('a set without its members leaves it open', async () => {
    held.set('Sugon04', (dump) => ({ ...dump, ipset: '' }));
    const { code, data } = await ask('vm-in-default vm-oa tcp/22');
    expect([code, data.verdict, data.reason.code]).toEqual([12, 'UNKNOWN', 'UNDETERMINED']);
    expect(data.reason.params.what).toMatch(/^-m set --match-set NIPv4\S+ src$/);
  });

  test('the host’s own firewall can cut the tunnel', async () => {
    const firewall = (rule: string) => (dump: HostDump) => ({
      ...dump,
      ipv4: dump.ipv4.replace('-A INPUT -j neutron-linuxbri-INPUT', `$&\n${rule}`),
    });
    held.set('Sugon04', firewall('-A INPUT -p udp -m udp --dport 8472 -j DROP'));
    const cut = await ask('vm-in-default vm-oa tcp/22');
    expect([cut.code, cut.data.reason.code, cut.data.hops[1].mark]).toEqual([10, 'TUNNEL_DROPPED', 'stops']);
    // By which interface tunnels come in is not known.
    held.set('Sugon04', firewall('-A INPUT -i eth9 -p udp -m udp --dport 8472 -j DROP'));
    const open = await ask('vm-in-default vm-oa tcp/22');
    expect([open.code, open.data.reason.code, open.data.reason.params]).toEqual([
      12,
      'UNDETERMINED',
      { what: '-i eth9' },
    ]);
  });

  test('rules of the other kind of iptables are not shown, and that is said', async () => {
    const warning = '# Warning: iptables-legacy tables present, use iptables-legacy-save to see them\n';
    held.set('Sugon04', (dump) => ({ ...dump, ipv4: warning + dump.ipv4 }));
    expect(notesOf((await ask('vm-in-default vm-oa tcp/22')).data)).toEqual(['OTHER_BACKEND Sugon04']);
  });

  test('a kernel that shows no bridged packets lets everything pass', async () => {
    const name = 'net.bridge.bridge-nf-call-iptables';
    const message = `${name} is 0: packets between instances of one bridge are not filtered`;
    await report('Sugon04', { error: { code: 'BRIDGE_FILTERING_OFF', message, hint: '' } });
    const { code, data } = await ask('web01 vm-oa tcp/22');
    expect([code, data.reason.code, data.reason.params]).toEqual([
      0,
      'BRIDGE_FILTERING_OFF',
      { host: 'Sugon04', name },
    ]);
  });

  test('an interface that its agent has not put into service gets nothing', async () => {
    const { data } = await ask('vm-in-default vm-oa tcp/22');
    await report('Sugon04', { ports: { [data.to.port_id]: { status: 'missing', device: data.to.device } } });
    const missing = await ask('vm-in-default vm-oa tcp/22');
    expect([missing.code, missing.data.reason.code, missing.data.reason.params.status]).toEqual([
      10,
      'PORT_NOT_READY',
      'missing',
    ]);
  });

  test('a port that no rule names is not under filters', async () => {
    const { data } = await ask('vm-in-default vm-oa tcp/22');
    held.set('Sugon04', (dump) => ({
      ...dump,
      ipv4: dump.ipv4.replaceAll(new RegExp(`^.*${data.to.device}.*\n`, 'gm'), ''),
    }));
    const { code, data: unnamed } = await ask('web01 vm-oa tcp/22');
    expect([code, unnamed.reason.code, unnamed.expected]).toEqual([0, 'DRIFT', 'DROP']);
    expect(notesOf(unnamed)).toContain('UNADOPTED_TAP Sugon04');
  });

  test('without its agent a host is judged by what it should hold', async () => {
    await stops.get('Sugon04')?.();
    stops.delete('Sugon04');
    const { code, data } = await ask('web01 vm-oa tcp/22');
    expect([code, data.reason.code]).toEqual([10, 'SECURITY_GROUP_INGRESS']);
    expect(notesOf(data)).toEqual(['AGENT_DOWN Sugon04']);
    expect(data.passes.map(({ host, live }: { host: string; live: boolean }) => [host, live])).toContainEqual([
      'Sugon04',
      false,
    ]);
    const live = await run('trace web01 vm-oa tcp/22 --live', { terminal: true });
    expect([live.code, live.err]).toEqual([6, expect.stringMatching(/^Error LIVE_NEEDS_AGENT: .*Sugon04/)]);
  });
});
