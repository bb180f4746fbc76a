import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createNeutronLayout, defaultLayoutOptions, emptyMemory } from '../../src/compiler/index.ts';
import { printSave, printSets } from '../../src/netfilter/index.ts';
import { type HostDump, parseHostState } from '../../src/wire/index.ts';
import { type CliBench, openCliBench } from './cli-server.ts';
import { standInAgent } from './host-agent.ts';

let bench: CliBench;
let stopAgent: () => Promise<void>;
let dump: HostDump;

/** What the kernel of a host holds that enforces its state. */
async function dumpOfState(): Promise<HostDump> {
  const { body } = await bench.client.request('GET', '/portreeve/v1/hosts/Sugon04/state');
  const compiled = createNeutronLayout({ ...defaultLayoutOptions, profile: 'caracal' }).compile(
    parseHostState(body),
    emptyMemory,
  );
  return {
    taken_at: '2026-01-31T12:00:00Z',
    backend: 'memory',
    revision: 1,
    ipv4: printSave(compiled.rulesets.ipv4, { counters: 'all' }),
    ipv6: printSave(compiled.rulesets.ipv6, { counters: 'all' }),
    ipset: printSets([...compiled.sets.values()].map(({ set }) => set)),
    listing: 'Chain INPUT (policy ACCEPT)\n',
  };
}

beforeAll(async () => {
  bench = await openCliBench();
  stopAgent = await standInAgent(bench.client, 'Sugon04', () => dump);
  for (const line of [
    'network create oa',
    'subnet create oa --network oa --cidr 172.16.15.0/24',
    'sg create test',
    'sg rule add test --ingress tcp/22 --from default',
  ]) {
    expect((await bench.run(line)).err).toBe('');
  }
  dump = await dumpOfState();
});
afterAll(async () => {
  await stopAgent();
  await bench.close();
});

const run: CliBench['run'] = (line, options) => bench.run(line, options);

describe('a host', () => {
  test('is listed, and shown with its ports', async () => {
    expect((await run('host list -c host,agent,ports,error')).out).toBe('Sugon04\tbehind\t0\t\n');
    const shown = JSON.parse((await run('host show Sugon04 --json')).out);
    expect([shown.host, shown.alive, shown.backend]).toEqual(['Sugon04', true, 'memory']);
    expect((await run('host show Sugon40')).err).toContain('Hint: did you mean Sugon04?');
  });

  test('before and after an instance: what came', async () => {
    expect(await run('host diff Sugon04')).toEqual({
      code: 0,
      out: 'No difference\n',
      err: expect.stringMatching(/^Sugon04 holds exactly what it should \(revision \d+\)\n$/),
    });
    expect((await run('host snapshot Sugon04 step3')).code).toBe(0);
    expect((await run('port create vm-oa --network oa --group test --host Sugon04 -q')).code).toBe(0);

    const missing = await run('host diff Sugon04');
    expect(missing.code).toBe(11);
    expect(missing.out).toMatch(/^ipv4 -\d+ chains/);
    expect(missing.out).toContain('- :neutron-linuxbri-i');

    dump = await dumpOfState();
    expect((await run('host diff Sugon04')).code).toBe(0);
    const since = await run('host diff Sugon04 --since step3');
    expect(since.code).toBe(11);
    expect(since.out).toMatch(/^ipv4 \+3 chains \+\d+ rules/);
    expect(since.out).not.toMatch(/^- /m);
    const data = JSON.parse((await run('host diff Sugon04 --since step3 --json')).out);
    expect(data.different).toBe(true);
    expect(data.chains.every((change: { removed: readonly string[] }) => change.removed.length === 0)).toBe(true);
    expect(await run('host diff Sugon04 --since step3 -q')).toEqual({ code: 11, out: '', err: '' });
  });

  test('on which somebody typed a rule by hand', async () => {
    const before = dump;
    const typed = '-A neutron-linuxbri-sg-chain -s 10.6.6.6/32 -j ACCEPT';
    dump = { ...dump, ipv4: dump.ipv4.replace('\nCOMMIT\n', `\n[0:0] ${typed}\nCOMMIT\n`) };
    expect(dump.ipv4).not.toBe(before.ipv4);
    const drift = await run('host diff Sugon04');
    expect([drift.code, drift.out]).toEqual([11, expect.stringContaining(`+ ${typed}\n`)]);
    dump = before;
  });

  test('shows its rules as the programs print them', async () => {
    expect((await run('host show Sugon04 --iptables --counters')).out).toBe(dump.ipv4);
    const plain = (await run('host show Sugon04 --iptables')).out;
    expect(plain).not.toMatch(/^\[/m);
    expect(plain).toContain('\n-A FORWARD ');
    expect((await run('host show Sugon04 --sets --listing')).out).toBe(`${dump.listing}\n${dump.ipset}`);
    expect(Object.keys(JSON.parse((await run('host show Sugon04 --ip6tables --json')).out))).toEqual([
      'taken_at',
      'ipv6',
    ]);
  });

  test('is explained and asked as it stands, wherever a verb takes a file', async () => {
    const explained = await run('explain host:Sugon04');
    expect([explained.code, explained.err]).toEqual([0, '']);
    expect(explained.out).toContain('  1 port of a bridge has chains of its own.\n');
    expect((await run('reach host:Sugon04 tcp/22')).out).toMatch(/^Who reaches tap\S+ with tcp\/22$/m);
    expect((await run('diff host:Sugon04 host:Sugon04')).code).toBe(0);
    expect((await run('explain host:Sugon40')).code).toBe(3);
  });

  test('a snapshot that nobody took', async () => {
    const ran = await run('host diff Sugon04 --since never');
    expect([ran.code, ran.out]).toEqual([3, '']);
    expect(ran.err).toMatch(/^Error API_ERROR: /);
  });

  test('whose agent is gone is unreachable', async () => {
    await stopAgent();
    stopAgent = async () => {};
    const ran = await run('host diff Sugon04');
    expect([ran.code, ran.out]).toEqual([6, '']);
  });
});
