import { describe, expect, test } from 'vitest';
import { holds } from '../ask.suite.ts';
import type { HostFacts } from '../host-facts.ts';
import type { Packet } from '../packet.ts';

/** A match, whether it holds for the packet of `ask.suite.ts`, and with which changes. */
type Row = readonly [match: string, holds: boolean | 'unknown', packet?: Partial<Packet>];

const host: HostFacts = {
  devices: [
    { name: 'lo', addresses: ['127.0.0.1/8', '::1/128'] },
    { name: 'br0', addresses: ['10.0.9.9/16', 'fd00::9/64'], group: 5 },
    { name: 'eth0', addresses: ['192.0.2.1/31'] },
  ],
};
const v6: Partial<Packet> = { family: 'ipv6', source: 'fd00::1', destination: 'fd00::2' };

function table(rows: readonly Row[], options = {}): void {
  test.each(rows.map(([match, expected, packet = {}]) => [match, expected, packet] as const))(
    '%s: %s (%j)',
    (match, expected, packet) => {
      expect(holds(match, packet, options)).toBe(expected);
    },
  );
}

describe('matches on what stands in the packet', () => {
  table([
    ['-m iprange --src-range 10.0.0.1-10.0.0.5', true],
    ['-m iprange ! --src-range 10.0.0.1-10.0.0.5', false],
    ['-m iprange --src-range 10.0.0.1-10.0.0.5 --dst-range 10.0.0.3-10.0.0.9', false],
    ['-m iprange --src-range 10.0.0.1-10.0.0.5 ! --dst-range 10.0.0.3-10.0.0.9', true],
    ['-m iprange --dst-range fd00::2-fd00::f', true, v6],
    ['-m length --length 60', true],
    ['-m length --length 0:59', false],
    ['-m length ! --length 61:65535', true],
    ['-m length --length 60', 'unknown', { length: undefined as never }],
    ['-m ttl --ttl-eq 64', true],
    ['-m ttl ! --ttl-eq 64', false],
    ['-m ttl --ttl-lt 64', false],
    ['-m ttl --ttl-gt 63', true],
    ['-m hl --hl-gt 63', true, v6],
    ['-m dscp --dscp 0x2e', true, { tos: 0xb9 }],
    ['-m dscp ! --dscp 0x00', false],
    ['-m dscp --dscp 0x2e', 'unknown', { tos: undefined as never }],
    ['-m tos --tos 0x10/0x3f', true, { tos: 0xd0 }],
    ['-m tos --tos 0x10/0xff', false, { tos: 0xd0 }],
    ['-m ecn --ecn-ip-ect 2', true, { tos: 0xba }],
    ['-m ecn ! --ecn-ip-ect 2', true],
    ['-p tcp -m ecn --ecn-tcp-cwr', true, { tcpFlags: ['SYN', 'CWR'] }],
    ['-p tcp -m ecn ! --ecn-tcp-ece', true],
    ['-m mark --mark 0x1/0x1', true, { mark: 3 }],
    ['-m mark ! --mark 0x0', false],
    ['-m pkttype --pkt-type unicast', true],
    ['-m pkttype --pkt-type broadcast', true, { macDestination: 'ff:ff:ff:ff:ff:ff' }],
    ['-m pkttype --pkt-type multicast', true, { macDestination: '33:33:00:00:00:01' }],
    ['-m pkttype --pkt-type unicast', true, { path: 'localOut' }],
    ['-m pkttype --pkt-type multicast', 'unknown', { macDestination: undefined as never }],
    ['-s 10.0.0.1/255.0.0.255', true],
    ['! -s 10.0.0.1/255.0.0.255', false],
    ['-d fd00::2/ffff::ff', true, v6],
    ['-s 10.0.0.1', true],
    ['-s gateway', 'unknown'],
    ['-p tcp -m tcp --tcp-flags SYN,ACK SYN', true],
    ['-p tcp -m tcp ! --tcp-flags ALL SYN', false],
    ['-p tcp -m tcp --dport 22 --tcp-option 8', 'unknown'],
    ['-p tcp -m tcp --dport 23 --tcp-option 8', false],
    ['-p tcp -m tcp --tcp-flags SYN,ACK ACK --tcp-option 8', false],
    ['-p sctp -m sctp --dport 22', true, { protocol: 132 }],
    ['-p sctp -m sctp --dport 22 --chunk-types any INIT', 'unknown', { protocol: 132 }],
    ['-p dccp -m dccp ! --sport 1:22', true, { protocol: 33 }],
    ['-p udplite -m udplite --dport 20:30', true, { protocol: 136 }],
    ['-p udplite -m multiport ! --ports 22', false, { protocol: 136 }],
    ['-p tcp -m multiport ! --dports 23,80:90', true],
    ['-p tcp -m multiport --ports 40000', true],
  ]);
});

describe('matches on what the host and its clock know', () => {
  table([
    ['-m addrtype --dst-type LOCAL', 'unknown'],
    ['-m addrtype --dst-type MULTICAST', true, { destination: '224.0.0.18' }],
    ['-m addrtype --dst-type BROADCAST', true, { destination: '255.255.255.255' }],
    ['-m addrtype --dst-type LOCAL', true, { destination: '127.0.0.5' }],
    ['-m devgroup --src-group 0x5', 'unknown'],
    ['-m owner --uid-owner 0', false],
    ['-m owner ! --uid-owner 0', true],
    ['-m owner --uid-owner 0', 'unknown', { path: 'localOut' }],
    ['-m owner --uid-owner 1000-2000', true, { path: 'localOut', owner: { uid: 1500, gid: 0 } }],
    ['-m owner ! --gid-owner 0', false, { path: 'localOut', owner: { uid: 1500, gid: 0 } }],
    ['-m owner --socket-exists', true, { path: 'localOut', owner: { uid: 1500, gid: 0 } }],
    ['-m owner --socket-exists', false, { path: 'localOut', owner: null }],
    ['-m owner ! --uid-owner 0 ! --gid-owner 0', true, { path: 'localOut', owner: null }],
    ['-m owner --uid-owner nobody', 'unknown', { path: 'localOut', owner: { uid: 1, gid: 1 } }],
    ['-m cgroup --cgroup 1', false],
    ['-m cgroup ! --cgroup 1', false],
    ['-m cgroup ! --cgroup 1', true, { path: 'localOut', owner: { uid: 0, gid: 0, cgroupClass: 2 } }],
    ['-m cgroup --path a/b', true, { path: 'localOut', owner: { uid: 0, gid: 0, cgroupPath: '/a/b/c' } }],
    ['-m cgroup --path a/b', 'unknown', { path: 'localOut', owner: { uid: 0, gid: 0 } }],
    ['-m realm --realm 0x1', 'unknown'],
    ['-m realm ! --realm 0x1/0xff', false, { realm: 0x101 }],
    ['-m socket', true, { hasSocket: true }],
    ['-m socket --transparent', false, { hasSocket: false }],
    ['-m socket --transparent', 'unknown', { hasSocket: true }],
    ['-m rpfilter --invert', true, { returnsByInput: false }],
    ['-m rpfilter', false, { returnsByInput: false }],
    ['-m rpfilter --loose', 'unknown', { returnsByInput: false }],
    ['-m policy --dir in --pol none', true, { isIpsec: false }],
    ['-m policy --dir in --pol ipsec --proto esp', false, { isIpsec: false }],
    ['-m policy --dir in --pol ipsec --proto esp', 'unknown', { isIpsec: true }],
    ['-m policy --dir in --pol none', 'unknown'],
    ['-m helper --helper ftp', false],
    ['-m helper ! --helper ftp', true],
    ['-m u32 --u32 "0=0"', 'unknown'],
    ['-m limit --limit 5/sec', 'unknown'],
    ['-m geoip --source-country CN', 'unknown'],
  ]);

  describe('that were told', () => {
    table(
      [
        ['-m addrtype --dst-type LOCAL', false],
        ['-m addrtype --dst-type LOCAL', true, { destination: '10.0.9.9' }],
        ['-m addrtype ! --dst-type LOCAL', false, { destination: '10.0.9.9' }],
        ['-m addrtype --dst-type UNICAST,LOCAL', true],
        ['-m addrtype --dst-type BROADCAST', true, { destination: '10.0.255.255' }],
        ['-m addrtype --dst-type BROADCAST', false, { destination: '10.0.0.0' }],
        ['-m addrtype --dst-type BROADCAST', false, { destination: '192.0.2.0' }],
        ['-m addrtype --src-type UNICAST --dst-type LOCAL', false, { source: '127.0.0.1', destination: '10.0.9.9' }],
        ['-m addrtype --dst-type LOCAL --limit-iface-in', true, { path: 'localIn', destination: '10.0.9.9' }],
        ['-m addrtype --dst-type LOCAL --limit-iface-in', false, { path: 'localIn', destination: '192.0.2.1' }],
        ['-m addrtype --dst-type LOCAL', true, { ...v6, destination: 'fd00::9' }],
        ['-m addrtype --dst-type UNICAST,LOCAL', false, v6],
        ['-m addrtype --dst-type MULTICAST', true, { ...v6, destination: 'ff02::1' }],
        ['-m addrtype --dst-type ANYCAST', 'unknown', v6],
        ['-m devgroup --src-group 0x5', true],
        ['-m devgroup --src-group 0x4/0x4', true],
        ['-m devgroup ! --dst-group default', true],
      ],
      { host },
    );
  });
});

describe('a clock', () => {
  /** Wednesday. */
  const at = (clock: string): Partial<Packet> => ({ time: Date.parse(`2016-03-02T${clock}Z`) / 1000 });
  table([
    ['-m time --timestart 08:00:00 --timestop 18:00:00', 'unknown'],
    ['-m time --timestart 08:00:00 --timestop 18:00:00', true, at('08:00:00')],
    ['-m time --timestart 08:00:00 --timestop 18:00:00', false, at('18:00:01')],
    ['-m time --timestart 22:00:00 --timestop 02:00:00', true, at('01:00:00')],
    ['-m time --timestart 22:00:00 --timestop 02:00:00 --weekdays Tue', false, at('01:00:00')],
    ['-m time --timestart 22:00:00 --timestop 02:00:00 --weekdays Tue --contiguous', true, at('01:00:00')],
    ['-m time --weekdays Mon,Wed', true, at('12:00:00')],
    ['-m time ! --weekdays Mon,Wed', false, at('12:00:00')],
    ['-m time --monthdays 1,2', true, at('12:00:00')],
    ['-m time --datestart 2016-03-02T12:00:01', false, at('12:00:00')],
    ['-m time --datestop 2016-03-02T12:00:00', true, at('12:00:00')],
    ['-m time --timestart 08:00:00 --kerneltz', 'unknown', at('12:00:00')],
  ]);
});
