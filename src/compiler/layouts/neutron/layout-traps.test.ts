import { describe, expect, test } from 'vitest';
import {
  type AddressGroupId,
  type BoundPort,
  type HostState,
  type NetworkId,
  type PortId,
  type SecurityGroup,
  type SecurityGroupId,
  type SecurityGroupRule,
  type SecurityGroupRuleId,
  type SubnetId,
  asId,
  emptyHostState,
} from '../../../model/index.ts';
import { printRule } from '../../../netfilter/index.ts';
import { type HostMemory, type LayoutOptions, defaultLayoutOptions, emptyMemory } from '../../layout.ts';
import { createNeutronLayout } from './neutron-layout.ts';

/*
 * Sentences of docs/explanation/neutron-layout.md that are easy to get wrong, each with a state that shows it and the
 * lines worked out by hand.
 */

const portId = 'aaaaaaaa-aaaa-4000-8000-000000000000';
const groupId = '9d1c0a3e-1b2f-4c7d-8888-000000000000';

function rule(of: Partial<SecurityGroupRule>, n = 0): SecurityGroupRule {
  return {
    id: asId<SecurityGroupRuleId>(`rule-${n}`),
    direction: 'ingress',
    ethertype: 'IPv4',
    protocol: null,
    portRangeMin: null,
    portRangeMax: null,
    remote: { kind: 'any' },
    ...of,
  };
}

function group(rules: readonly Partial<SecurityGroupRule>[], of: Partial<SecurityGroup> = {}): SecurityGroup {
  return { id: asId<SecurityGroupId>(groupId), name: '', stateful: true, rules: rules.map(rule), ...of };
}

function port(of: Partial<BoundPort> = {}, addresses: readonly string[] = ['10.0.0.5']): BoundPort {
  return {
    id: asId<PortId>(portId),
    name: '',
    networkId: asId<NetworkId>('bbbbbbbb-bbbb-4000-8000-000000000000'),
    macAddress: 'fa:16:3e:5:b8:3',
    fixedIps: addresses.map((ipAddress) => ({ subnetId: asId<SubnetId>('s'), ipAddress })),
    allowedAddressPairs: [],
    securityGroups: [asId<SecurityGroupId>(groupId)],
    portSecurityEnabled: true,
    deviceOwner: 'compute:nova',
    deviceId: '',
    adminStateUp: true,
    ...of,
  };
}

interface Given {
  readonly ports?: readonly BoundPort[];
  readonly groups?: readonly SecurityGroup[];
  readonly members?: Readonly<Record<string, readonly string[]>>;
  readonly addressGroups?: Readonly<Record<string, readonly string[]>>;
  readonly options?: Partial<LayoutOptions>;
  readonly memory?: HostMemory;
}

function compile({ ports = [port()], groups = [], members = {}, addressGroups = {}, options, memory }: Given) {
  const state: HostState = {
    ...emptyHostState('Sugon04'),
    ports: new Map(ports.map((each) => [each.id, each])),
    groups: new Map(groups.map((each) => [each.id, each])),
    members: new Map(Object.entries(members).map(([id, list]) => [asId<SecurityGroupId>(id), list])),
    addressGroups: new Map(
      Object.entries(addressGroups).map(([text, addresses]) => {
        const id = asId<AddressGroupId>(text);
        return [id, { id, name: '', addresses }];
      }),
    ),
  };
  const host = createNeutronLayout({ ...defaultLayoutOptions, ...options }).compile(state, memory ?? emptyMemory);
  const lines = (family: 'ipv4' | 'ipv6', chain: string, table = 'filter') =>
    (host.rulesets[family].tables.get(table)?.chains.get(chain)?.rules ?? []).map((each) =>
      printRule('', each)
        .replace(/^-A +/, '')
        .replace(/-m comment --comment (?:"[^"]*"|\S+) /, '')
        .replaceAll(/[0-9a-f]{2}(?::[0-9a-f]{2}){5}/gi, (mac) => mac.toUpperCase()),
    );
  return { host, lines };
}

const i = 'neutron-linuxbri-iaaaaaaaa-a';
const o = 'neutron-linuxbri-oaaaaaaaa-a';
const s = 'neutron-linuxbri-saaaaaaaa-a';

/** What the group's rules come to: the lines behind the fixed ones of an IPv4 port with one address. */
function ingress(rules: readonly Partial<SecurityGroupRule>[], given: Given = {}, family: 'ipv4' | 'ipv6' = 'ipv4') {
  const { lines } = compile({ groups: [group(rules)], ...given });
  return lines(family, i).filter(
    (text) => !/--state|sg-fallback|--sport (?:67|547)|icmpv6-type (?:130|134|135|136) -j RETURN$/.test(text),
  );
}

describe('protocols', () => {
  test.each([
    ['0', '-j RETURN'],
    ['', '-j RETURN'],
    ['ip', '-j RETURN'],
    ['hopopt', '-j RETURN'],
    ['6', '-p tcp -j RETURN'],
    ['47', '-p gre -j RETURN'],
    ['pgm', '-p 113 -j RETURN'],
    ['113', '-p 113 -j RETURN'],
    ['ipv6-encap', '-p ipv6 -j RETURN'],
    ['icmpv6', '-p ipv6-icmp -j RETURN'],
    ['253', '-p 253 -j RETURN'],
    ['94', '-p ipip -j RETURN'],
    ['ipip', '-p ipencap -j RETURN'],
  ])('%j is written as %s', (protocol, text) => expect(ingress([{ protocol }])).toEqual([text]));

  test('the name ipip is 94 before caracal', () => {
    expect(ingress([{ protocol: 'ipip' }], { options: { profile: 'zed' } })).toEqual(['-p ipip -j RETURN']);
  });

  test('a number and its name are one rule, and so are 4 and ipip in caracal', () => {
    expect(ingress([{ protocol: '6' }, { protocol: 'tcp' }])).toEqual(['-p tcp -j RETURN']);
    expect(ingress([{ protocol: '4' }, { protocol: 'ipip' }])).toEqual(['-p ipencap -j RETURN']);
    expect(ingress([{ protocol: 'pgm' }, { protocol: '113' }])).toEqual(['-p 113 -j RETURN']);
  });

  test('names for every protocol are rules of their own although they show alike', () => {
    expect(ingress([{ protocol: 'ip' }, { protocol: null }, { protocol: '0' }, { protocol: 'hopopt' }])).toEqual([
      '-j RETURN',
      '-j RETURN',
      '-j RETURN',
    ]);
  });
});

describe('ports and types', () => {
  test.each<[Partial<SecurityGroupRule>, string]>([
    [{ protocol: 'tcp', portRangeMin: 0, portRangeMax: 0 }, '-p tcp -m tcp --dport 0 -j RETURN'],
    [
      { protocol: 'tcp', portRangeMin: 1, portRangeMax: 65535 },
      '-p tcp -m tcp -m multiport --dports 1:65535 -j RETURN',
    ],
    [{ protocol: '132', portRangeMin: 5, portRangeMax: 5 }, '-p sctp -m sctp --dport 5 -j RETURN'],
    [{ protocol: 'udplite', portRangeMin: 5, portRangeMax: 5 }, '-p udplite -m multiport --dports 5 -j RETURN'],
    [{ protocol: 'udplite', portRangeMin: 5, portRangeMax: 6 }, '-p udplite -m multiport --dports 5:6 -j RETURN'],
    [{ protocol: 'gre', portRangeMin: 5, portRangeMax: 6 }, '-p gre -j RETURN'],
    [{ protocol: null, portRangeMin: 5, portRangeMax: 6 }, '-j RETURN'],
    [{ protocol: 'icmp', portRangeMin: 0, portRangeMax: 0 }, '-p icmp -m icmp --icmp-type 0/0 -j RETURN'],
    [{ protocol: 'icmp', portRangeMin: 8 }, '-p icmp -m icmp --icmp-type 8 -j RETURN'],
    [{ protocol: 'icmp', portRangeMin: 255 }, '-p icmp -m icmp --icmp-type any -j RETURN'],
    [{ protocol: '1', portRangeMin: 255, portRangeMax: 4 }, '-p icmp -m icmp --icmp-type any -j RETURN'],
  ])('%j', (given, text) => expect(ingress([given])).toEqual([text]));

  test('type 255 is an ordinary number for IPv6', () => {
    const given = { ethertype: 'IPv6', protocol: 'icmp', portRangeMin: 255, portRangeMax: 0 } as const;
    expect(ingress([given], {}, 'ipv6')).toEqual(['-p ipv6-icmp -m icmp6 --icmpv6-type 255/0 -j RETURN']);
  });

  test('types 255 with several codes are several rules that show alike', () => {
    const types = [null, 0, 4].map((portRangeMax) => ({ protocol: 'icmp', portRangeMin: 255, portRangeMax }));
    expect(ingress(types)).toEqual(Array.from({ length: 3 }, () => '-p icmp -m icmp --icmp-type any -j RETURN'));
  });
});

describe('prefixes', () => {
  const from = (prefix: string, ethertype: 'IPv4' | 'IPv6' = 'IPv4') => ({
    ethertype,
    remote: { kind: 'prefix', prefix } as const,
  });

  test('two that are masked alike are two lines; /0 is no argument', () => {
    expect(
      ingress([from('10.9.9.9/8'), from('10.0.0.0/8'), from('10.0.0.7'), from('0.0.0.0/0'), from('1.2.3.4/0')]),
    ).toEqual(['-s 10.0.0.0/8 -j RETURN', '-s 10.0.0.0/8 -j RETURN', '-s 10.0.0.7/32 -j RETURN', '-j RETURN']);
  });

  test('of an egress rule stands on the other side', () => {
    const { lines } = compile({ groups: [group([{ direction: 'egress', ...from('10.1.0.0/16') }])] });
    expect(lines('ipv4', o)).toEqual([
      '-s 0.0.0.0/32 -d 255.255.255.255/32 -p udp -m udp --sport 68 --dport 67 -j RETURN',
      `-j ${s}`,
      '-p udp -m udp --sport 68 --dport 67 -j RETURN',
      '-p udp -m udp --sport 67 --dport 68 -j DROP',
      '-m state --state RELATED,ESTABLISHED -j RETURN',
      '-d 10.1.0.0/16 -j RETURN',
      '-m state --state INVALID -j DROP',
      '-j neutron-linuxbri-sg-fallback',
    ]);
  });

  test('IPv6 is shown in its shortest form', () => {
    expect(ingress([from('2001:DB8:0::0:1', 'IPv6'), from('2001:db8::/32', 'IPv6')], {}, 'ipv6')).toEqual([
      '-s 2001:db8::1/128 -j RETURN',
      '-s 2001:db8::/32 -j RETURN',
    ]);
  });
});

describe('rules that are equal', () => {
  test('a group rule like one that the layout provides is left out behind it', () => {
    const advertisement = { ethertype: 'IPv6', protocol: 'icmp', portRangeMin: 134 } as const;
    const { lines } = compile({ ports: [port({}, ['2001:db8::5'])], groups: [group([advertisement])] });
    expect(lines('ipv6', i).slice(4)).toEqual([
      '-p ipv6-icmp -m icmp6 --icmpv6-type 134 -j RETURN',
      '-d 2001:db8::5/128 -p udp -m udp --sport 547 --dport 546 -j RETURN',
      '-d fe80::/64 -p udp -m udp --sport 547 --dport 546 -j RETURN',
      '-m state --state INVALID -j DROP',
      '-j neutron-linuxbri-sg-fallback',
    ]);
  });

  test('a group rule like one that stands in front of all stays instead of it', () => {
    const solicitation = { ethertype: 'IPv6', protocol: 'icmpv6', portRangeMin: 135 } as const;
    const { lines } = compile({ groups: [group([solicitation])] });
    expect(lines('ipv6', i)).toEqual([
      '-p ipv6-icmp -m icmp6 --icmpv6-type 130 -j RETURN',
      '-p ipv6-icmp -m icmp6 --icmpv6-type 136 -j RETURN',
      '-m state --state RELATED,ESTABLISHED -j RETURN',
      '-d fe80::/64 -p udp -m udp --sport 547 --dport 546 -j RETURN',
      '-p ipv6-icmp -m icmp6 --icmpv6-type 135 -j RETURN',
      '-m state --state INVALID -j DROP',
      '-j neutron-linuxbri-sg-fallback',
    ]);
  });

  test('the first of several groups keeps the rule, in mitaka the last', () => {
    const other = asId<SecurityGroupId>('11111111-1111-4000-8000-000000000000');
    const groups = [
      group([{ protocol: 'udp' }, { protocol: 'gre' }]),
      group([{ protocol: 'esp' }, { protocol: 'udp' }], { id: other }),
    ];
    const ports = [port({ securityGroups: [asId<SecurityGroupId>(groupId), other] })];
    expect(ingress([], { ports, groups })).toEqual(['-p udp -j RETURN', '-p gre -j RETURN', '-p esp -j RETURN']);
    expect(ingress([], { ports, groups, options: { profile: 'mitaka' } })).toEqual([
      '-p gre -j RETURN',
      '-p esp -j RETURN',
      '-p udp -m udp -j RETURN',
    ]);
  });
});

describe('remote groups', () => {
  const remote = { kind: 'group', id: asId<SecurityGroupId>(groupId) } as const;
  const set = 'NIPv49d1c0a3e-1b2f-4c7d-8888-';

  test('become a set, made also if it is empty, of the halves of everything if it has everything', () => {
    const { host } = compile({
      groups: [group([{ remote }])],
      members: { [groupId]: ['0.0.0.0/0', '10.0.0.9/24', '10.0.0.7/32', '::/0', '2001:db8::1'] },
    });
    expect([...host.sets.values()].map((each) => each.set)).toEqual([
      {
        name: set,
        type: 'hash:net',
        family: 'inet',
        options: [],
        members: ['0.0.0.0/1', '10.0.0.0/24', '10.0.0.7', '128.0.0.0/1'],
      },
    ]);
    expect(
      ingress([{ remote, protocol: 'tcp', portRangeMin: 22, portRangeMax: 22 }], { members: { [groupId]: [] } }),
    ).toEqual([`-p tcp -m tcp --dport 22 -m set --match-set ${set} src -j RETURN`]);
  });

  test('without sets become a rule for each member, masked, by address and then length, but for the own ones', () => {
    const given: Given = {
      options: { ipset: false },
      members: {
        [groupId]: ['10.0.0.20', '10.0.0.5', '10.0.0.9/24', '10.0.0.3', '10.0.0.0/8', '2001:db8::1', '0.0.0.0/0'],
      },
    };
    expect(ingress([{ remote }], given)).toEqual([
      '-j RETURN',
      '-s 10.0.0.0/8 -j RETURN',
      '-s 10.0.0.0/24 -j RETURN',
      '-s 10.0.0.3/32 -j RETURN',
      '-s 10.0.0.20/32 -j RETURN',
    ]);
    expect(ingress([{ remote }], { options: { ipset: false }, members: { [groupId]: [] } })).toEqual([]);
  });

  test('of addresses restrict in caracal and let everybody in before', () => {
    const id = asId<AddressGroupId>('add40000-0000-4000-8000-000000000000');
    const rules = [{ remote: { kind: 'addressGroup', id } as const }];
    const addressGroups = { [id]: ['10.7.0.0/16'] };
    expect(ingress(rules, { addressGroups })).toEqual([
      '-m set --match-set NIPv4add40000-0000-4000-8000- src -j RETURN',
    ]);
    const { host } = compile({ groups: [group(rules)], addressGroups, options: { profile: 'zed' } });
    expect(host.warnings.map(({ code }) => code)).toEqual(['ADDRESS_GROUP_UNRESTRICTED']);
    expect(ingress(rules, { addressGroups, options: { profile: 'zed' } })).toEqual(['-j RETURN']);
  });
});

describe('the source check', () => {
  test('has pairs before addresses, each IPv6 entry with its link-local one, once', () => {
    const pairs = [
      { ipAddress: '10.0.7.9/24' },
      { ipAddress: '0.0.0.0/0', macAddress: '02:00:00:00:00:01' },
      { ipAddress: '2001:DB8::9', macAddress: '02:00:00:00:00:01' },
    ];
    const { lines } = compile({
      ports: [port({ allowedAddressPairs: pairs }, ['10.0.0.5', '2001:db8::5', '2001:db8::6'])],
    });
    expect(lines('ipv4', s)).toEqual([
      '-s 10.0.7.0/24 -m mac --mac-source FA:16:3E:05:B8:03 -j RETURN',
      '-m mac --mac-source 02:00:00:00:00:01 -j RETURN',
      '-s 10.0.0.5/32 -m mac --mac-source FA:16:3E:05:B8:03 -j RETURN',
      '-j DROP',
    ]);
    expect(lines('ipv6', s)).toEqual([
      '-s 2001:db8::9/128 -m mac --mac-source 02:00:00:00:00:01 -j RETURN',
      '-s fe80::ff:fe00:1/128 -m mac --mac-source 02:00:00:00:00:01 -j RETURN',
      '-s 2001:db8::5/128 -m mac --mac-source FA:16:3E:05:B8:03 -j RETURN',
      '-s fe80::f816:3eff:fe05:b803/128 -m mac --mac-source FA:16:3E:05:B8:03 -j RETURN',
      '-s 2001:db8::6/128 -m mac --mac-source FA:16:3E:05:B8:03 -j RETURN',
      '-j DROP',
    ]);
  });

  test('is not there for a family without addresses, and asks only for the MAC of a port without any', () => {
    expect(compile({}).lines('ipv6', s)).toEqual([]);
    expect(compile({}).lines('ipv6', o)).not.toContain(`-j ${s}`);
    const { lines } = compile({ ports: [port({}, [])] });
    for (const family of ['ipv4', 'ipv6'] as const) {
      expect(lines(family, s)).toEqual(['-m mac --mac-source FA:16:3E:05:B8:03 -j RETURN', '-j DROP']);
    }
  });
});

describe('conntrack zones', () => {
  const pre = 'neutron-linuxbri-PREROUTING';
  const networks = ['1', '2', '3'].map((n) => asId<NetworkId>(`${n.repeat(8)}-0000-4000-8000-000000000000`));
  const ports = ['c', 'b', 'a'].map((letter, n) =>
    port({
      id: asId<PortId>(`${letter.repeat(8)}-0000-4000-8000-000000000000`),
      networkId: networks[n] ?? asId<NetworkId>(''),
    }),
  );

  test('count from 4097 in the order of devices, above the highest that is known', () => {
    expect([...compile({ ports }).host.memory.zones]).toEqual([
      ['33333333-00', 4097],
      ['22222222-00', 4098],
      ['11111111-00', 4099],
    ]);
    const memory = {
      ...emptyMemory,
      zones: new Map([
        ['22222222-00', 5000],
        ['other', 7],
      ]),
    };
    expect([...compile({ ports, memory }).host.memory.zones]).toEqual([
      ['22222222-00', 5000],
      ['other', 7],
      ['33333333-00', 5001],
      ['11111111-00', 5002],
    ]);
  });

  test('at the end of the numbers take gaps, and then those of networks without a port here', () => {
    const last = {
      ...emptyMemory,
      zones: new Map([
        ['22222222-00', 65_535],
        ['other', 4097],
      ]),
    };
    expect([...compile({ ports, memory: last }).host.memory.zones].slice(2)).toEqual([
      ['33333333-00', 4098],
      ['11111111-00', 4099],
    ]);
    const all = Array.from({ length: 65_535 - 4096 }, (_, n): [string, number] => [`gone-${n}`, 4097 + n]);
    const full = { ...emptyMemory, zones: new Map([...all.slice(0, -1), ['22222222-00', 65_535] as const]) };
    expect([...compile({ ports, memory: full }).host.memory.zones]).toEqual([
      ['22222222-00', 65_535],
      ['33333333-00', 4097],
      ['11111111-00', 4098],
    ]);
  });

  test('are not used by a port whose first group is stateless and has a rule; the comment loses a character', () => {
    const text = 'aaaaaaa-aa';
    const comments = (groups: readonly SecurityGroup[], ids: readonly string[], owner = '') =>
      compile({
        ports: [port({ securityGroups: ids.map((id) => asId<SecurityGroupId>(id)), deviceOwner: owner })],
        groups,
      })
        .host.rulesets.ipv4.tables.get('raw')
        ?.chains.get(pre)
        ?.rules.map((each) => each.matches.find(({ kind }) => kind === 'comment'));
    const stateless = group([{ protocol: 'tcp' }], { stateful: false });
    const empty = group([], { stateful: false, id: asId<SecurityGroupId>('empty') });
    const make = (words: string) => Array.from({ length: 3 }, () => ({ kind: 'comment', text: words }));
    expect(comments([stateless, empty], [groupId, 'empty'])).toEqual(make(`Make ${text} stateless`));
    expect(comments([stateless, empty], ['empty', groupId])).toEqual(make(`Set zone for ${text}`));
    expect(comments([stateless], [groupId], 'neutron:VIP')).toEqual(make(`Set zone for ${text}`));
  });
});

describe('order in the shared chains', () => {
  test('filtered ports by device, then trusted and unfiltered ones as they came', () => {
    const id = (letter: string) => asId<PortId>(`${letter.repeat(8)}-0000-4000-8000-000000000000`);
    const ports = [
      port({ id: id('f'), deviceOwner: 'network:dhcp' }),
      port({ id: id('e'), portSecurityEnabled: false }),
      port({ id: id('d') }),
      port({ id: id('c'), deviceOwner: 'network:router', portSecurityEnabled: false }),
      port({ id: id('b') }),
      port({ id: id('a'), portSecurityEnabled: false }),
    ];
    const memory = { ...emptyMemory, unfiltered: [`tap${id('a').slice(0, 11)}`] };
    const { lines } = compile({ ports, memory });
    const devices = lines('ipv4', 'neutron-linuxbri-FORWARD').map((text) =>
      text.replace(/.*--physdev-(in|out) tap(.).*-j (\S+)$/, '$1 $2 $3').replace('neutron-linuxbri-', ''),
    );
    expect(devices).toEqual(
      [...'bd']
        .flatMap((x) => [`out ${x} sg-chain`, `in ${x} sg-chain`])
        .concat([...'fcae'].flatMap((x) => [`out ${x} ACCEPT`, `in ${x} ACCEPT`])),
    );
    expect(lines('ipv4', 'neutron-linuxbri-INPUT').map((text) => text.replace(/.*tap(.).*-j (\S+)$/, '$1 $2'))).toEqual(
      ['b neutron-linuxbri-obbbbbbbb-0', 'd neutron-linuxbri-odddddddd-0', 'a ACCEPT', 'e ACCEPT'],
    );
    expect(
      lines('ipv4', 'neutron-linuxbri-PREROUTING', 'nat')
        .map((text) => text.replace(/.*tap(.).*/, '$1'))
        .join(''),
    ).toBe('ffccbbddaaee');
  });
});
