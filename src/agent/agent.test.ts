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
