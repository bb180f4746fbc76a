import { describe, expect, test } from 'vitest';
import { type BoundPort, type HostState, type SecurityGroup, asId, emptyHostState } from '../model/index.ts';
import { parseSave } from '../netfilter/index.ts';
import { createTrial } from './trial.suite.ts';

const network = '4e70a1b2-c3d4-4000-8000-000000000001';
const group = asId<SecurityGroup['id']>('5ec00000-0000-4000-8000-000000000001');
const remote = asId<SecurityGroup['id']>('5ec00000-0000-4000-8000-000000000002');

function port(n: number, more: Partial<BoundPort> = {}): BoundPort {
  const hex = n.toString(16).padStart(8, '0');
  return {
    id: asId(`${hex}-aaaa-4000-8000-000000000001`),
    name: '',
    networkId: asId(network),
    macAddress: `fa:16:3e:00:00:${(n % 256).toString(16).padStart(2, '0')}`,
    fixedIps: [{ subnetId: asId('5'), ipAddress: `10.0.${n >> 8}.${n & 255}` }],
    allowedAddressPairs: [],
    securityGroups: [group],
    portSecurityEnabled: true,
    deviceOwner: 'compute:nova',
    deviceId: '',
    adminStateUp: true,
    ...more,
  };
}

const tapOf = (p: BoundPort) => `tap${p.id.slice(0, 11)}`;

function ruleFrom(id: string, from: SecurityGroup['rules'][number]['remote'], portNumber = 22) {
  return {
    id: asId<SecurityGroup['rules'][number]['id']>(id),
    direction: 'ingress' as const,
    ethertype: 'IPv4' as const,
    protocol: 'tcp',
    portRangeMin: portNumber,
    portRangeMax: portNumber,
    remote: from,
  };
}

const ssh: SecurityGroup = {
  id: group,
  name: 'ssh',
  stateful: true,
  rules: [ruleFrom('r1', { kind: 'group', id: remote })],
};

function state(revision: number, ports: readonly BoundPort[], more: Partial<HostState> = {}): HostState {
  return {
    ...emptyHostState('host-1'),
    revision,
    ports: new Map(ports.map((p) => [p.id, p])),
    groups: new Map([
      [group, ssh],
      [remote, { id: remote, name: 'remote', stateful: true, rules: [] }],
    ]),
    members: new Map([[remote, ['10.9.0.1']]]),
    ...more,
  };
}

describe('an agent', () => {
  test('writes nothing before it knows a whole state', async () => {
    const trial = createTrial();
    await trial.start();
    await trial.clock.advance(120_000);
    expect([trial.deeds, trial.reports]).toEqual([[], []]);
  });

  test('wires a tap only after its filters are committed', async () => {
    const trial = createTrial();
    const one = port(1);
    trial.devices.addTap(tapOf(one));
    trial.give(state(1, [one]));
    await trial.start();
    await trial.clock.settle();
    expect(trial.deeds.map(({ kind }) => kind)).toEqual(['sets', 'bridge', 'restore', 'restore', 'links']);
    expect(trial.lastReport()).toMatchObject({
      revision: 1,
      ports: { [one.id]: { status: 'enforced', device: tapOf(one) } },
      error: null,
    });
  });

  test('takes the tap of a port that left off its bridge before its filters go', async () => {
    const trial = createTrial();
    const one = port(1);
    trial.devices.addTap(tapOf(one));
    trial.give(state(1, [one]));
    await trial.start();
    await trial.clock.advance(1_000);
    trial.deeds.length = 0;
    trial.give(state(2, []));
    await trial.clock.advance(1_000);
    expect(trial.deeds[0]).toEqual({ kind: 'links', changes: [{ kind: 'setMaster', name: tapOf(one), master: null }] });
    expect(trial.deeds.slice(1).map(({ kind }) => kind)).toContain('restore');
  });

  test('says which port has no tap, and wires it when the tap comes', async () => {
    const trial = createTrial();
    const one = port(1);
    trial.give(state(1, [one]));
    await trial.start();
    await trial.clock.settle();
    expect(trial.lastReport().ports[one.id]).toEqual({ status: 'missing', device: tapOf(one) });
    trial.deeds.length = 0;
    trial.devices.addTap(tapOf(one));
    await trial.clock.advance(1_000);
    expect(trial.deeds.map(({ kind }) => kind)).toEqual(['links']);
    expect(trial.lastReport().ports[one.id]?.status).toBe('enforced');
  });

  test('a member more is one call of ipset and none of iptables, and nothing is read', async () => {
    const trial = createTrial();
    trial.give(state(1, [port(1)]));
    await trial.start();
    await trial.clock.advance(1_000);
    trial.deeds.length = 0;
    trial.give(
      state(2, [...state(1, [port(1)]).ports.values()], { members: new Map([[remote, ['10.9.0.1', '10.9.0.2']]]) }),
    );
    await trial.clock.advance(1_000);
    expect(trial.deeds).toEqual([{ kind: 'sets', script: 'add NIPv45ec00000-0000-4000-8000- 10.9.0.2\n' }]);
    expect(trial.lastReport().revision).toBe(2);
  });

  test('a rule of one family is one restore of that family, at once when nothing else goes on', async () => {
    const trial = createTrial();
    trial.give(state(1, [port(1)]));
    await trial.start();
    await trial.clock.advance(1_000);
    trial.deeds.length = 0;
    const groups = new Map(state(1, []).groups);
    groups.set(group, { ...ssh, rules: [...ssh.rules, ruleFrom('r2', { kind: 'group', id: remote }, 8000)] });
    trial.give(state(2, [port(1)], { groups }));
    // No time passes.
    await trial.clock.settle();
    expect(trial.deeds).toEqual([{ kind: 'restore', family: 'ipv4', script: expect.stringContaining('--dport 8000') }]);
    expect(trial.lastReport().revision).toBe(2);
  });

  test('a burst of 100 changes is at most two commits of a family', async () => {
    const trial = createTrial();
    trial.give(state(1, [port(1)]));
    await trial.start();
    await trial.clock.advance(1_000);
    trial.deeds.length = 0;
    const ports = [port(1)];
    for (let n = 2; n <= 101; n += 1) {
      ports.push(port(n));
      trial.give(state(n, ports));
      await trial.clock.settle();
    }
    await trial.clock.advance(1_000);
    const commits = trial.deeds.filter((deed) => deed.kind === 'restore' && deed.family === 'ipv4');
    expect(commits.length).toBeGreaterThan(0);
    expect(commits.length).toBeLessThanOrEqual(2);
    expect(trial.lastReport().revision).toBe(101);
  });

  test('a restart changes nothing that is right', async () => {
    const trial = createTrial();
    const ports = [port(1), port(2, { portSecurityEnabled: false }), port(3, { deviceOwner: 'network:dhcp' })];
    for (const one of ports) trial.devices.addTap(tapOf(one));
    trial.give(state(7, ports));
    await trial.start();
    await trial.clock.advance(1_000);
    trial.kill();
    trial.deeds.length = 0;
    await trial.start();
    await trial.clock.advance(600_000);
    expect(trial.deeds).toEqual([]);
    expect(trial.lastReport()).toMatchObject({ revision: 7, error: null, repaired: [] });
  });

  test('what the kernel refuses is left out alone: the rule is named, everything else is enforced', async () => {
    const trial = createTrial();
    const other = asId<SecurityGroup['id']>('5ec00000-0000-4000-8000-000000000003');
    const good = port(1);
    const ill = port(2, { securityGroups: [group, other] });
    const odd: SecurityGroup = {
      id: other,
      name: 'odd',
      stateful: true,
      rules: [
        { ...ruleFrom('r8', { kind: 'any' }, 80) },
        { ...ruleFrom('r9', { kind: 'any' }), protocol: 'nonsense', portRangeMin: null, portRangeMax: null },
      ],
    };
    for (const one of [good, ill]) trial.devices.addTap(tapOf(one));
    trial.give(
      state(3, [good, ill], {
        groups: new Map([
          [group, ssh],
          [other, odd],
        ]),
      }),
    );
    await trial.start();
    await trial.clock.advance(5_000);
    const report = trial.lastReport();
    expect([report.revision, report.error, report.ports[good.id]?.status, report.ports[ill.id]?.status]).toEqual([
      3,
      null,
      'enforced',
      'failed',
    ]);
    expect(report.ports[ill.id]?.error).toMatch(
      /refused "-A \S+ -p nonsense -j RETURN", which comes from rule r9 of security group 5ec00000-\S+3 for port 00000002-/,
    );
    const rules = await trial.kernel.save('ipv4');
    expect([rules.includes('--dport 80'), rules.includes('nonsense')]).toEqual([true, false]);

    // A rule that was changed gets its chance at once.
    trial.give(
      state(4, [good, ill], {
        groups: new Map([
          [group, ssh],
          [other, { ...odd, rules: odd.rules.slice(0, 1) }],
        ]),
      }),
    );
    await trial.clock.advance(1_000);
    expect(trial.lastReport().ports[ill.id]).toEqual({ status: 'enforced', device: tapOf(ill) });
  });

  test('a port whose own rules the kernel refuses comes off its bridge; the others are enforced', async () => {
    const trial = createTrial();
    const [good, ill] = [port(1), port(2)];
    for (const one of [good, ill]) trial.devices.addTap(tapOf(one));
    trial.give(state(1, [good, ill]));
    await trial.start();
    await trial.clock.advance(1_000);
    trial.give(state(2, [good, { ...ill, macAddress: 'not-a-mac' }]));
    await trial.clock.advance(5_000);
    const report = trial.lastReport();
    expect([report.ports[good.id]?.status, report.ports[ill.id]?.status]).toEqual(['enforced', 'failed']);
    expect((await trial.devices.list()).find(({ name }) => name === tapOf(ill))?.master).toBe(null);
  });

  test('of two ports whose chains would share their names the one that was there stays, and the other passes nothing', async () => {
    const trial = createTrial();
    const old = port(1);
    const twin = port(2, { id: asId(`${old.id.slice(0, 10)}b${old.id.slice(11)}`) });
    for (const one of [old, twin]) trial.devices.addTap(tapOf(one));
    trial.give(state(1, [old]));
    await trial.start();
    await trial.clock.advance(1_000);
    trial.give(state(2, [twin, old]));
    await trial.clock.advance(1_000);
    const { revision, error, ports } = trial.lastReport();
    expect([revision, error, ports[old.id]?.status, ports[twin.id]?.status]).toEqual([2, null, 'enforced', 'failed']);
    expect(ports[twin.id]?.error).toMatch(/would have the same names/);
    expect((await trial.devices.list()).find(({ name }) => name === tapOf(twin))?.master).toBe(null);
  });

  test('takes its own bridges away when nothing needs them, also those of an earlier process', async () => {
    const trial = createTrial();
    const names = async () => (await trial.devices.list()).map(({ name }) => name);
    trial.give(state(1, [port(1)]));
    await trial.start();
    await trial.clock.advance(1_000);
    expect(await names()).toEqual(['lo', 'brq4e70a1b2-c3']);
    trial.kill();
    trial.give(state(2, []));
    await trial.start();
    await trial.clock.advance(1_000);
    expect(await names()).toEqual(['lo']);
  });

  test('after a failed commit it reads the kernel again and tries until it is right', async () => {
    const trial = createTrial();
    trial.devices.addTap(tapOf(port(1)));
    trial.give(state(1, [port(1)]));
    trial.refuse('restore', 3);
    await trial.start();
    await trial.clock.settle();
    expect(trial.lastReport()).toMatchObject({ revision: 0, error: { code: 'PROGRAM_FAILED' } });
    expect(trial.deeds.filter(({ kind }) => kind === 'links')).toEqual([]);
    await trial.clock.advance(10_000);
    expect(trial.lastReport()).toMatchObject({ revision: 1, error: null });
  });

  test('ends the connections that a change revokes, and reports only then', async () => {
    const trial = createTrial();
    const one = port(1);
    trial.give(state(1, [one], { members: new Map([[remote, ['10.9.0.1', '10.9.0.2']]]) }));
    await trial.start();
    await trial.clock.advance(1_000);
    for (const source of ['10.9.0.1', '10.9.0.2']) {
      trial.kernel.addConnection({ family: 'ipv4', protocol: 6, source, destination: '10.0.0.1', zone: 4097 });
    }
    trial.give(state(2, [one], { members: new Map([[remote, ['10.9.0.1']]]) }));
    await trial.clock.advance(1_000);
    expect(trial.kernel.connections.map(({ source }) => source)).toEqual(['10.9.0.1']);
    trial.give(state(3, [one], { groups: new Map([[group, { ...ssh, rules: [] }]]) }));
    trial.refuse('connections', 1);
    await trial.clock.settle();
    expect(trial.lastReport()).toMatchObject({ revision: 3, error: { code: 'PROGRAM_FAILED' } });
    await trial.clock.advance(5_000);
    expect([trial.kernel.connections, trial.lastReport().error]).toEqual([[], null]);
  });

  test('an agent that is killed before it ended connections leaves that to the next one', async () => {
    const trial = createTrial();
    trial.give(state(1, [port(1)]));
    await trial.start();
    await trial.clock.advance(1_000);
    trial.kernel.addConnection({
      family: 'ipv4',
      protocol: 6,
      source: '10.9.0.1',
      destination: '10.0.0.1',
      zone: 4097,
    });
    trial.onDeed = async () => trial.kill();
    trial.give(state(2, [port(1)], { groups: new Map([[group, { ...ssh, rules: [] }]]) }));
    await trial.clock.advance(1_000);
    expect(trial.kernel.connections).toHaveLength(1);
    trial.onDeed = undefined;
    await trial.start();
    await trial.clock.advance(1_000);
    expect(trial.kernel.connections).toEqual([]);
  });

  test('answers for a dump with what the programs say', async () => {
    const trial = createTrial();
    trial.give(state(4, [port(1)]));
    await trial.start();
    await trial.clock.advance(1_000);
    trial.askForDump('d1');
    await trial.clock.settle();
    const { kernel } = trial;
    expect(trial.dumps).toEqual([
      {
        taken_at: new Date(trial.clock.now()).toISOString(),
        backend: 'memory',
        revision: 4,
        ipv4: await kernel.save('ipv4'),
        ipv6: await kernel.save('ipv6'),
        ipset: await kernel.saveSets(),
        listing: await kernel.list('ipv4', 'filter'),
      },
    ]);
  });

  test('switches bridge filtering on, or only says that it is off', async () => {
    const name = 'net.bridge.bridge-nf-call-iptables';
    for (const sysctl of ['set', 'check'] as const) {
      const trial = createTrial({ sysctl });
      await trial.kernel.writeSysctl(name, '0');
      trial.give(state(1, []));
      await trial.start();
      await trial.clock.advance(1_000);
      expect(await trial.kernel.readSysctl(name)).toBe(sysctl === 'set' ? '1' : '0');
      expect(trial.lastReport().error?.code).toBe(sysctl === 'set' ? undefined : 'BRIDGE_FILTERING_OFF');
    }
  });

  test('repairs at the audit what somebody else changed, says what, and leaves what is not its own', async () => {
    const trial = createTrial({ auditIntervalMs: 60_000 });
    trial.give(state(1, [port(1)]));
    await trial.start();
    await trial.clock.advance(1_000);
    const before = await trial.kernel.save('ipv4');
    await trial.kernel.restore('ipv4', [
      '*filter\n:foreign - [0:0]\n-A foreign -s 192.0.2.1/32 -j DROP\n-I INPUT 1 -j foreign\n',
      '-F neutron-linuxbri-sg-fallback\n-D FORWARD 1\nCOMMIT\n',
    ]);
    await trial.clock.advance(120_000);
    const after = parseSave(await trial.kernel.save('ipv4'), 'ipv4').ruleset.tables.get('filter');
    const original = parseSave(before, 'ipv4').ruleset.tables.get('filter');
    expect(after?.chains.get('neutron-linuxbri-sg-fallback')?.rules).toMatchObject([{ target: { kind: 'drop' } }]);
    expect(after?.chains.get('FORWARD')?.rules.map(({ target }) => target)).toEqual(
      original?.chains.get('FORWARD')?.rules.map(({ target }) => target),
    );
    expect(after?.chains.get('foreign')?.rules).toHaveLength(1);
    const repaired = trial.reports.flatMap((report) => report.repaired);
    expect(repaired.map(({ family, table, chain, what }) => ({ family, table, chain, what }))).toEqual([
      { family: 'ipv4', table: 'filter', chain: 'neutron-linuxbri-sg-fallback', what: '1 rules gone' },
      { family: 'ipv4', table: 'filter', chain: 'INPUT', what: 'rules are in another order' },
      { family: 'ipv4', table: 'filter', chain: 'FORWARD', what: '1 rules gone' },
    ]);
  });
});
