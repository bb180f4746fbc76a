import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PortreeveError } from '../model/index.ts';
import { parseHostStateFile } from './host-state-file.ts';

const port = {
  id: 'e68040f5-c3ab-4000-8000-000000000001',
  network_id: '94dd1e52-7300-5523-85c2-06d3170d9529',
  mac_address: 'fa:16:3e:05:b8:03',
  fixed_ips: [{ subnet_id: 's', ip_address: '172.16.15.31' }],
  allowed_address_pairs: [{ ip_address: '10.0.0.0/24' }],
  security_groups: ['43e07d4f-0fdd-4fe0-988f-000000000001'],
};
const rule = { direction: 'ingress', ethertype: 'IPv4', protocol: 'tcp', port_range_min: 22, port_range_max: 22 };
const group = { id: '43e07d4f-0fdd-4fe0-988f-000000000001', name: 'test', security_group_rules: [rule] };
const file = { host: 'Sugon04', ports: [port], security_groups: [group] };

const read = (value: unknown) => parseHostStateFile(JSON.stringify(value));

/** Code, sentence and hint of what reading it is refused with. */
function refusal(json: unknown, text = JSON.stringify(json)) {
  try {
    parseHostStateFile(text);
  } catch (error) {
    if (error instanceof PortreeveError) return [error.code, error.message, error.hint];
    throw error;
  }
  return 'read without an error';
}

describe('a host-state file', () => {
  test('has the defaults of its reference page', () => {
    const { states, stepped, options, existing } = read(file);
    expect({ stepped, options, existing }).toEqual({
      stepped: false,
      options: { profile: 'zed', layout: 'neutron', ipset: true, comments: true, prefix: 'neutron-linuxbridge-agent' },
      existing: { ipv4: [], ipv6: [] },
    });
    expect([...(states[0]?.ports.values() ?? [])]).toEqual([
      {
        id: port.id,
        name: '',
        networkId: port.network_id,
        macAddress: port.mac_address,
        fixedIps: [{ subnetId: 's', ipAddress: '172.16.15.31' }],
        allowedAddressPairs: [{ ipAddress: '10.0.0.0/24' }],
        securityGroups: port.security_groups,
        portSecurityEnabled: true,
        deviceOwner: '',
        deviceId: '',
        adminStateUp: true,
      },
    ]);
    expect(states[0]?.groups.get(group.id as never)).toEqual({
      id: group.id,
      name: 'test',
      stateful: true,
      rules: [
        {
          id: `${group.id}.1`,
          direction: 'ingress',
          ethertype: 'IPv4',
          protocol: 'tcp',
          portRangeMin: 22,
          portRangeMax: 22,
          remote: { kind: 'any' },
        },
      ],
    });
  });

  test('takes the oldest profile by its true name too', () => {
    expect(read({ ...file, options: { profile: 'liberty' } }).options.profile).toBe('mitaka');
  });

  test('may begin with a byte order mark', () => {
    expect(parseHostStateFile(`\uFEFF${JSON.stringify(file)}`).states.length).toBe(1);
  });

  test('gives servers of the options to each step', () => {
    const { states } = read({
      host: 'h',
      options: { profile: 'mitaka', dhcp_servers: { [port.network_id]: ['172.16.15.23'] } },
      steps: [
        { ports: [], security_groups: [] },
        { ports: [port], security_groups: [group] },
      ],
    });
    expect(states.map((state) => [...state.dhcpServers])).toEqual([
      [[port.network_id, ['172.16.15.23']]],
      [[port.network_id, ['172.16.15.23']]],
    ]);
  });

  test('ignores members of API objects that it does not know', () => {
    expect(() => read({ ...file, ports: [{ ...port, 'binding:host_id': 'h', tags: ['a'] }] })).not.toThrow();
  });
});

const withPort = (change: object) => ({ ...file, ports: [{ ...port, ...change }] });
const withRule = (change: object) => ({
  ...file,
  security_groups: [{ ...group, security_group_rules: [rule, { ...rule, ...change }] }],
});

describe('a bad host-state file is refused with the place of what is wrong', () => {
  test.each<[string, unknown, string, string]>([
    ['not an object', [file], 'STATE_WRONG_TYPE', '$ is of type array, not object'],
    ['no host', { ports: [], security_groups: [] }, 'STATE_MEMBER_MISSING', 'host is missing'],
    ['no ports', { host: 'h', security_groups: [] }, 'STATE_MEMBER_MISSING', 'ports is missing'],
    ['ports no list', { ...file, ports: {} }, 'STATE_WRONG_TYPE', 'ports is of type object, not array'],
    ['a port that is null', { ...file, ports: [null] }, 'STATE_WRONG_TYPE', 'ports[0] is of type null, not object'],
    ['a port without id', withPort({ id: undefined }), 'STATE_MEMBER_MISSING', 'ports[0].id is missing'],
    [
      'an id with a newline',
      withPort({ id: 'a\n-j ACCEPT' }),
      'STATE_BAD_ID',
      'ports[0].id: "a\\n-j ACCEPT" is not an id',
    ],
    [
      'a port twice',
      { ...file, ports: [port, port] },
      'STATE_DUPLICATE_ID',
      `ports[1].id: ${port.id} was there before, in ports[0]`,
    ],
    [
      'an address that is none',
      { ...file, ports: [port, { ...port, id: 'b', fixed_ips: [{ ip_address: '10.0.0.300' }] }] },
      'STATE_BAD_ADDRESS',
      'ports[1].fixed_ips[0].ip_address: 10.0.0.300 is not an IP address',
    ],
    [
      'an impossible prefix',
      withPort({ allowed_address_pairs: [{ ip_address: '10.0.0.0/33' }] }),
      'STATE_BAD_CIDR',
      'ports[0].allowed_address_pairs[0].ip_address: 10.0.0.0/33 is not an IP address or prefix',
    ],
    [
      'a bad MAC',
      withPort({ mac_address: 'fa:16' }),
      'STATE_BAD_MAC',
      'ports[0].mac_address: fa:16 is not a MAC address',
    ],
    [
      'a flag as text',
      withPort({ port_security_enabled: 'false' }),
      'STATE_WRONG_TYPE',
      'ports[0].port_security_enabled is of type string, not boolean',
    ],
    [
      'a port with a group that is not there',
      withPort({ security_groups: [...port.security_groups, 'g2'] }),
      'STATE_GROUP_UNKNOWN',
      'ports[0].security_groups[1]: security group g2 is not in security_groups',
    ],
    [
      'a rule with an address group that is not there',
      withRule({ remote_address_group_id: 'a1' }),
      'STATE_ADDRESS_GROUP_UNKNOWN',
      'security_groups[0].security_group_rules[1].remote_address_group_id: address group a1 is not in address_groups',
    ],
    [
      'a direction that is none',
      withRule({ direction: 'in' }),
      'STATE_BAD_CHOICE',
      'security_groups[0].security_group_rules[1].direction: "in" is not one of ingress, egress',
    ],
    [
      'a protocol with more behind it',
      withRule({ protocol: 'tcp -j ACCEPT' }),
      'STATE_BAD_PROTOCOL',
      'security_groups[0].security_group_rules[1].protocol: "tcp -j ACCEPT" is not a protocol',
    ],
    [
      'a protocol as a number',
      withRule({ protocol: 6 }),
      'STATE_WRONG_TYPE',
      'security_groups[0].security_group_rules[1].protocol is of type number, not string',
    ],
    [
      'a port out of bounds',
      withRule({ port_range_max: 65536 }),
      'STATE_BAD_NUMBER',
      'security_groups[0].security_group_rules[1].port_range_max: 65536 is not a whole number from 0 to 65535',
    ],
    [
      'a range in reverse',
      withRule({ port_range_min: 80 }),
      'STATE_PORT_RANGE',
      'security_groups[0].security_group_rules[1]: ports 80 to 22 are not a range',
    ],
    [
      'a range without an end',
      withRule({ port_range_max: null }),
      'STATE_PORT_RANGE',
      'security_groups[0].security_group_rules[1]: ports 22 to null are not a range',
    ],
    [
      'a prefix of the other family',
      withRule({ remote_ip_prefix: '::/0' }),
      'STATE_PREFIX_FAMILY',
      'security_groups[0].security_group_rules[1].remote_ip_prefix: ::/0 does not belong to a rule for IPv4',
    ],
    [
      'two remotes',
      withRule({ remote_ip_prefix: '10.0.0.0/8', remote_group_id: group.id }),
      'STATE_TWO_REMOTES',
      'security_groups[0].security_group_rules[1] names more than one remote: remote_ip_prefix, remote_group_id',
    ],
    [
      'a member that is no address',
      { ...file, members: { [group.id]: [{ ip_address: '1.2.3' }] } },
      'STATE_BAD_CIDR',
      `members.${group.id}[0].ip_address: 1.2.3 is not an IP address or prefix`,
    ],
    [
      'an unknown member',
      { ...file, securty_groups: [] },
      'STATE_UNKNOWN_MEMBER',
      'securty_groups is not a member of a host state',
    ],
    [
      'an unknown option',
      { ...file, options: { ipsets: true } },
      'STATE_UNKNOWN_OPTION',
      'options.ipsets is not an option',
    ],
    [
      'an unknown profile',
      { ...file, options: { profile: 'zeed' } },
      'STATE_UNKNOWN_PROFILE',
      'options.profile: there is no profile "zeed"',
    ],
    [
      'a prefix that no chain can have',
      { ...file, options: { prefix: 'a\nb' } },
      'STATE_BAD_PREFIX',
      'options.prefix: "a\\nb" cannot begin the name of a chain',
    ],
    ['steps without a step', { host: 'h', steps: [] }, 'STATE_NO_STEPS', 'steps has no step'],
    [
      'a state beside steps',
      { ...file, steps: [file] },
      'STATE_UNKNOWN_MEMBER',
      'ports is not a member of a host state',
    ],
    [
      'an unknown member of a step',
      { host: 'h', steps: [{ ports: [], security_groups: [], member: {} }] },
      'STATE_UNKNOWN_MEMBER',
      'steps[0].member is not a member of a host state',
    ],
    [
      'an error inside a step',
      { host: 'h', steps: [{ ports: [{ ...port, fixed_ips: [{}] }], security_groups: [group] }] },
      'STATE_MEMBER_MISSING',
      'steps[0].ports[0].fixed_ips[0].ip_address is missing',
    ],
    [
      'an existing line of two',
      { ...file, existing: { v4: ['*filter\n'] } },
      'STATE_BAD_LINE',
      'existing.v4[0] is more than one line',
    ],
  ])('%s', (_, value, code, message) => {
    expect(refusal(value)).toEqual([code, message, expect.stringMatching(/./)]);
  });

  test('what is not JSON', () => {
    expect(refusal(undefined, '{')?.[0]).toBe('STATE_NOT_JSON');
    expect(refusal(undefined, '')?.[0]).toBe('STATE_NOT_JSON');
  });

  test('names the nearest known word', () => {
    expect(refusal({ ...file, options: { comment: false } })?.[2]).toBe('did you mean comments?');
    expect(refusal({ ...file, securty_groups: [] })?.[2]).toBe('did you mean security_groups?');
    expect(refusal({ ...file, options: { profile: 'mitakka' } })?.[2]).toMatch(/did you mean mitaka\?/);
  });

  test('whatever it holds, it is read or refused with a typed error', () => {
    let refused = 0;
    fc.assert(
      fc.property(
        fc.json(),
        fc.constantFrom('ports', 'security_groups', 'members', 'options', 'existing'),
        (json, key) => {
          if (Array.isArray(refusal(undefined, json))) refused += 1;
          refusal({ ...file, [key]: JSON.parse(json) });
          refusal(withPort({ fixed_ips: JSON.parse(json), allowed_address_pairs: JSON.parse(json) }));
          refusal(withRule({ protocol: JSON.parse(json), remote_ip_prefix: JSON.parse(json) }));
        },
      ),
    );
    expect(refused).toBeGreaterThan(10);
  });
});
