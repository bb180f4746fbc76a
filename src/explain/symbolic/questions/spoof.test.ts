import { describe, expect, test } from 'vitest';
import { evaluate } from '../../evaluate.ts';
import { articleHost, articlePort } from '../article-host.suite.ts';
import { answered, filterHost, hostFrom, opened } from '../symbolic.suite.ts';
import type { SymbolicHost } from '../symbolic-host.ts';
import { type OwnIdentity, spoof } from './spoof.ts';

function pretences(host: SymbolicHost, port: OwnIdentity) {
  const { ports } = answered(spoof(opened(host), { ports: [port] }));
  return ports.flatMap(({ device, found }) =>
    found.map(({ path, pretence, certainty, example }) => {
      const { verdict } = evaluate(host.rules, host.sets, example);
      expect(verdict).toBe(certainty === 'surely' ? 'accept' : 'unknown');
      expect(example).toMatchObject({ path, physdevIn: device });
      return `${path} ${pretence} ${certainty}`;
    }),
  );
}

describe('what a port can pretend', () => {
  test('is little through the bridge that Neutron guards, and everything to the host itself and behind it', () => {
    expect(pretences(articleHost, articlePort)).toEqual([
      // A packet that asks for an address by DHCP passes before any rule looks at its MAC, which ebtables guards.
      'bridged mac surely',
      'routed address surely',
      'routed mac surely',
      'routed dhcpServer surely',
      'localIn address surely',
      'localIn mac surely',
      'localIn dhcpServer surely',
    ]);
  });

  test('is all that its own addresses leave out', () => {
    const found = pretences(articleHost, { ...articlePort, addresses: ['172.16.15.30'] });
    expect(found[0]).toBe('bridged address surely');
  });

  test('shows with an example of the address, the MAC and the role', () => {
    const host = filterHost(
      ':guard - [0:0]',
      '-A FORWARD -m physdev --physdev-in tap1 --physdev-is-bridged -j guard',
      '-A guard -s 10.0.0.0/31 -m mac --mac-source fa:16:3e:00:00:01 -j RETURN',
      '-A guard -p udp -m udp --sport 67 --dport 68 -j RETURN',
      '-A guard -j DROP',
    );
    const port = { device: 'tap1', addresses: ['10.0.0.1'], macs: ['FA-16-3E-00-00-01'] };
    const { ports } = answered(spoof(opened(host), { ports: [port], paths: ['bridged'] }));
    expect(
      ports[0]?.found.map(({ pretence, example }) => [pretence, example.source, example.macSource, example.sourcePort]),
    ).toEqual([
      ['address', '10.0.0.0', 'fa:16:3e:00:00:01', 40_000],
      ['mac', '192.0.2.10', '00:00:00:00:00:00', 67],
      ['dhcpServer', '192.0.2.10', 'fa:16:3e:00:00:01', 67],
    ]);
  });

  test('of IPv6 includes to be a router, and not the address that a MAC gives', () => {
    const rules = [
      '*filter',
      ':INPUT DROP [0:0]',
      ':FORWARD DROP [0:0]',
      '-A FORWARD -s fe80::f816:3eff:fe00:1/128 -m mac --mac-source fa:16:3e:00:00:01 -p ipv6-icmp -m icmp6 --icmpv6-type 134 -j ACCEPT',
      '-A FORWARD -s fe80::f816:3eff:fe00:1/128 -m mac --mac-source fa:16:3e:00:00:01 -p tcp -m time --timestart 09:00 -j ACCEPT',
      'COMMIT',
      '',
    ];
    const port = { device: 'tap1', addresses: ['2001:db8::1', '10.0.0.1'], macs: ['fa:16:3e:00:00:01'] };
    expect(pretences(hostFrom(rules.join('\n'), '', 'ipv6'), port)).toEqual([
      'bridged router surely',
      'routed router surely',
    ]);
  });

  test('that hangs on what cannot be told is possible', () => {
    const host = filterHost(
      ':FORWARD DROP [0:0]',
      ':INPUT DROP [0:0]',
      '-A FORWARD -m time --timestart 09:00 -j ACCEPT',
    );
    const port = { device: 'tap1', addresses: ['10.0.0.1'], macs: ['fa:16:3e:00:00:01'] };
    expect(pretences(host, port)).toEqual([
      'bridged address possibly',
      'bridged mac possibly',
      'bridged dhcpServer possibly',
      'routed address possibly',
      'routed mac possibly',
      'routed dhcpServer possibly',
    ]);
  });
});
