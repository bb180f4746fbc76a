import { parseService, portsText, type RuleRow } from '../objects/index.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PortreeveError } from '../model/index.ts';
import { chooseEthertype, parseRemote } from './rule-spec.ts';

const code = (make: () => unknown): string | undefined => {
  try {
    make();
    return undefined;
  } catch (error) {
    return error instanceof PortreeveError ? error.code : String(error);
  }
};

describe('a service', () => {
  test.each([
    ['any', null, null, null],
    ['tcp', 'tcp', null, null],
    ['TCP/22', 'tcp', 22, 22],
    ['udp/8000-8010', 'udp', 8000, 8010],
    ['icmp', 'icmp', null, null],
    ['icmp/8', 'icmp', 8, null],
    ['icmp/8/0', 'icmp', 8, 0],
    ['ipv6-icmp/128', 'ipv6-icmp', 128, null],
    ['132/5060', '132', 5060, 5060],
    ['tcp/0-65535', 'tcp', 0, 65535],
  ])('"%s" is read', (text, protocol, min, max) => {
    expect(parseService(text)).toEqual({ protocol, port_range_min: min, port_range_max: max });
  });

  test.each([
    '',
    '/22',
    'tcp/',
    'tcp/22/0',
    'tcp/65536',
    'tcp/-1',
    'tcp/10-9',
    'tcp/1-2-3',
    'tcp/ssh',
    'tcp/0x16',
    'any/22',
    'icmp/256',
    'icmp/8/0/0',
    'icmp/8-9',
    'tcp 22',
    '六/22',
  ])('"%s" is refused', (text) => expect(code(() => parseService(text))).toBe('BAD_SERVICE'));

  test('that a rule shows is read back as the same', () => {
    const service = fc.oneof(
      fc
        .tuple(fc.constantFrom('tcp', 'udp', 'sctp', '6'), fc.tuple(fc.nat(65535), fc.nat(65535)))
        .map(([protocol, ends]) => {
          return { protocol, port_range_min: Math.min(...ends), port_range_max: Math.max(...ends) };
        }),
      fc.tuple(fc.constantFrom('icmp', '58'), fc.nat(255), fc.option(fc.nat(255))).map(([protocol, min, max]) => {
        return { protocol, port_range_min: min, port_range_max: max };
      }),
    );
    fc.assert(
      fc.property(service, (s) => {
        expect(parseService(`${s.protocol}/${portsText(s as RuleRow)}`)).toEqual(s);
      }),
    );
  });

  test('of any text is a service or a refusal', () => {
    fc.assert(fc.property(fc.string(), (text) => [undefined, 'BAD_SERVICE'].includes(code(() => parseService(text)))));
  });
});

describe('a remote', () => {
  test.each([
    ['any', { kind: 'any' }],
    ['default', { kind: 'group', text: 'default' }],
    ['43e07d4f', { kind: 'group', text: '43e07d4f' }],
    ['10.0.0.0/8', { kind: 'prefix', prefix: '10.0.0.0/8', ethertype: 'IPv4' }],
    ['10.0.0.7', { kind: 'prefix', prefix: '10.0.0.7', ethertype: 'IPv4' }],
    ['2001:db8::/64', { kind: 'prefix', prefix: '2001:db8::/64', ethertype: 'IPv6' }],
  ])('"%s" is read', (text, expected) => expect(parseRemote(text)).toEqual(expected));

  test.each(['10.0.0.0/33', '10.0.0', '300.1.1.1', '2001:db8::/129', 'fe80:::1', '1.2.3.4/'])(
    '"%s" is a slip in an address, not a group',
    (text) => expect(code(() => parseRemote(text))).toBe('BAD_CIDR'),
  );
});

describe('the ethertype', () => {
  const any = parseRemote('any');
  test('follows the remote, then the protocol, then is IPv4', () => {
    expect(chooseEthertype(undefined, parseService('tcp/22'), any)).toBe('IPv4');
    expect(chooseEthertype(undefined, parseService('icmpv6'), any)).toBe('IPv6');
    expect(chooseEthertype(undefined, parseService('tcp/22'), parseRemote('::/0'))).toBe('IPv6');
    expect(chooseEthertype('IPv6', parseService('tcp/22'), parseRemote('default'))).toBe('IPv6');
  });

  test('cannot contradict the remote', () => {
    expect(code(() => chooseEthertype('IPv6', parseService('tcp'), parseRemote('10.0.0.0/8')))).toBe(
      'ETHERTYPE_MISMATCH',
    );
  });
});
