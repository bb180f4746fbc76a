import { describe, expect, test } from 'vitest';
import {
  type BoundPort,
  type PortId,
  type SecurityGroup,
  type SecurityGroupId,
  type SecurityGroupRule,
  asId,
} from '../../model/index.ts';
import { type CommandNames, fixCommand, fixEffect } from '../words/fix-words.ts';
import type { Cloud } from './cloud.ts';
import type { Fix } from './fix.ts';
import { type GroupRefusal, suggestFixes } from './suggest-fixes.ts';

const groupId = (name: string) => asId<SecurityGroupId>(`group-${name}`);
const portId = (name: string) => asId<PortId>(`port-${name}`);

const rule = (
  direction: 'ingress' | 'egress',
  protocol: string | null,
  port: number | null,
  remote: string | null,
  ethertype: 'IPv4' | 'IPv6' = 'IPv4',
): Omit<SecurityGroupRule, 'id'> => ({
  direction,
  ethertype,
  protocol,
  portRangeMin: port,
  portRangeMax: port,
  remote: remote === null ? { kind: 'any' } : { kind: 'group', id: groupId(remote) },
});

function group(name: string, ...rules: readonly Omit<SecurityGroupRule, 'id'>[]): SecurityGroup {
  const numbered = rules.map((each, n) => ({ ...each, id: asId<SecurityGroupRule['id']>(`${name}-${n}`) }));
  return { id: groupId(name), name, stateful: true, rules: numbered };
}

function port(name: string, address: string, ...groups: readonly string[]): BoundPort {
  return {
    id: portId(name),
    name,
    networkId: asId('n'),
    macAddress: 'fa:16:3e:00:00:01',
    fixedIps: [{ subnetId: asId('s'), ipAddress: address }],
    allowedAddressPairs: [],
    securityGroups: groups.map(groupId),
    portSecurityEnabled: true,
    deviceOwner: 'compute:nova',
    deviceId: '',
    adminStateUp: true,
  };
}

function cloudOf(groups: readonly SecurityGroup[], ports: readonly BoundPort[]): Cloud {
  return {
    groups: new Map(groups.map((each) => [each.id, each])),
    ports: new Map(ports.map((each) => [each.id, each])),
    addressGroups: new Map(),
  };
}

/** The operator's example: SSH and ping to "test" from members of "default", which web01 is not. */
const cloud = cloudOf(
  [
    group(
      'test',
      rule('egress', null, null, null),
      rule('ingress', 'tcp', 22, 'default'),
      rule('ingress', 'icmp', null, 'default'),
    ),
    group('web', rule('egress', null, null, null)),
    group('default', rule('egress', null, null, null), rule('ingress', null, null, 'default')),
    group('open', rule('ingress', 'tcp', 22, null)),
  ],
  [
    port('vm-oa', '172.16.15.31', 'test'),
    port('vm-in-default', '172.16.15.30', 'default'),
    port('web01', '172.16.15.40', 'web'),
    port('web02', '172.16.15.41', 'web'),
    port('web 3', '172.16.15.42', 'web'),
  ],
);
const names: CommandNames = { port: ({ name }) => name, group: (id) => id.slice('group-'.length) };

function ssh(
  from: string | null,
  source: string,
  to = 'vm-oa',
  direction: 'ingress' | 'egress' = 'ingress',
): GroupRefusal {
  const [sender, receiver] = [cloud.ports.get(portId(from ?? '')), cloud.ports.get(portId(to))];
  if (!receiver) throw new Error(`no port ${to}`);
  const destination = receiver.fixedIps[0]?.ipAddress ?? '';
  const flow = { source, destination, protocol: 6, sourcePort: 40_000, destinationPort: 22 };
  if (direction === 'ingress') return { direction, family: 'ipv4', flow, port: receiver, peer: sender ?? null };
  if (!sender) throw new Error('no sender');
  return { direction, family: 'ipv4', flow, port: sender, peer: receiver };
}

const said = (refusal: GroupRefusal, language: 'en' | 'zh-CN' = 'en', of = cloud) =>
  suggestFixes(refusal, of).map((fix) => [fixCommand(fix, of, names), fixEffect(fix, of, names, language)]);

describe('against a drop by the groups of the receiver', () => {
  test('the narrowest change comes first, each with what it opens', () => {
    expect(said(ssh('web01', '172.16.15.40'))).toEqual([
      ['portreeve sg rule add test --ingress tcp/22 --from 172.16.15.40', 'opens 1 port on 1 instance to 1 instance'],
      ['portreeve sg rule add test --ingress tcp/22 --from web', 'opens 1 port on 1 instance to 3 instances'],
      ['portreeve port set web01 --add-group default', 'adds 3 reachable ports to web01; lets 1 instance reach web01'],
      ['portreeve port set vm-oa --add-group open', 'lets 3 instances reach vm-oa; also from or to addresses outside'],
    ]);
  });

  test('the same in Chinese', () => {
    expect(said(ssh('web01', '172.16.15.40'), 'zh-CN').map(([, effect]) => effect)).toEqual([
      '在 1 台云主机上向 1 台云主机开放 1 个端口',
      '在 1 台云主机上向 3 台云主机开放 1 个端口',
      'web01 可多访问 3 个端口；1 台云主机可访问 web01',
      '3 台云主机可访问 vm-oa；也涉及外部地址',
    ]);
  });

  test('a group of one is as narrow as its address, and outlives it', () => {
    const ports = [...cloud.ports.values()].filter(({ name }) => !['web02', 'web 3'].includes(name));
    const small = cloudOf([...cloud.groups.values()], ports);
    expect(said(ssh('web01', '172.16.15.40'), 'en', small).slice(0, 2)).toEqual([
      ['portreeve sg rule add test --ingress tcp/22 --from web', 'opens 1 port on 1 instance to 1 instance'],
      ['portreeve port set web01 --add-group default', 'adds 3 reachable ports to web01; lets 1 instance reach web01'],
    ]);
  });

  test('an address that no port has gets a rule of its own', () => {
    expect(said(ssh(null, '198.51.100.7'))).toEqual([
      ['portreeve sg rule add test --ingress tcp/22 --from 198.51.100.7', 'opens 1 port on 1 instance to 198.51.100.7'],
      ['portreeve port set vm-oa --add-group open', 'lets 3 instances reach vm-oa; also from or to addresses outside'],
    ]);
  });

  test('a port without groups can only join one', () => {
    const bare = port('bare', '172.16.15.50');
    const of = cloudOf([...cloud.groups.values()], [...cloud.ports.values(), bare]);
    const refusal = { ...ssh('web01', '172.16.15.40'), port: bare };
    expect(said(refusal, 'en', of)).toEqual([
      ['portreeve port set bare --add-group open', 'lets 5 instances reach bare; also from or to addresses outside'],
    ]);
  });

  test('what is odd in a name does not leave its word', () => {
    const odd = port("it's $(rm)", '172.16.15.60', 'web');
    const of = cloudOf([...cloud.groups.values()], [...cloud.ports.values(), odd]);
    const [, , joining] = suggestFixes({ ...ssh(null, '172.16.15.60'), peer: odd }, of);
    expect(joining && fixCommand(joining, of, names)).toBe(
      String.raw`portreeve port set 'it'\''s $(rm)' --add-group default`,
    );
  });
});

test('against a drop by the groups of the sender a rule lets it out', () => {
  const closed = cloudOf(
    [group('web'), ...[...cloud.groups.values()].filter(({ name }) => name !== 'web')],
    [...cloud.ports.values()],
  );
  expect(said(ssh('web01', '172.16.15.40', 'vm-oa', 'egress'), 'en', closed).slice(0, 1)).toEqual([
    ['portreeve sg rule add web --egress tcp/22 --to test', 'lets 3 instances send 1 port to 1 instance'],
  ]);
});

test('IPv6 is said where nothing else tells it, and pairs that are there stay', () => {
  const add = (fix: Fix) => fixCommand({ fix, exposure: suggestNothing }, cloud, names);
  const suggestNothing = { ports: 0, peers: 0, pairs: 0, beyond: false, reaches: 0, reachedBy: 0, sendsTo: 0 };
  const six = (protocol: string, remote: SecurityGroupRule['remote']): Fix => ({
    kind: 'addRule',
    group: groupId('test'),
    rule: { ...rule('ingress', protocol, null, null, 'IPv6'), remote },
  });
  expect(add(six('tcp', { kind: 'group', id: groupId('web') }))).toBe(
    'portreeve sg rule add test --ingress tcp --from web --ethertype IPv6',
  );
  expect(add(six('icmpv6', { kind: 'group', id: groupId('web') }))).toBe(
    'portreeve sg rule add test --ingress icmpv6 --from web',
  );
  expect(add(six('tcp', { kind: 'prefix', prefix: 'fd00::1/128' }))).toBe(
    'portreeve sg rule add test --ingress tcp --from fd00::1',
  );
  const paired = cloudOf([], [{ ...port('lb', '10.0.0.2'), allowedAddressPairs: [{ ipAddress: '10.0.0.9' }] }]);
  const fix: Fix = { kind: 'allowPair', port: portId('lb'), address: '10.0.0.10', mac: 'fa:16:3e:00:00:09' };
  expect(fixCommand({ fix, exposure: suggestNothing }, paired, names)).toBe(
    'portreeve port set lb --allowed-pair 10.0.0.9 --allowed-pair 10.0.0.10=fa:16:3e:00:00:09',
  );
});
