import { describe, expect, test } from 'vitest';
import { holds, rulesOf, ssh } from './ask.suite.ts';
import { type Connection, lookUp } from './conntrack.ts';
import { evaluate } from './evaluate.ts';
import { type CtState, type Packet, type TcpFlag, inverted } from './packet.ts';
import { noSets } from './set-members.ts';
import { flowOf } from './tracked.ts';

const known: Connection = { ...flowOf(ssh), replied: true };
const answer: Packet = { ...ssh, ...inverted(ssh), tcpFlags: ['ACK'] };
const stateOf = (packet: Partial<Packet>, connections: readonly Connection[] = [], tcpLoose = true) =>
  lookUp({ ...ssh, ...packet }, connections, 0, { tcpLoose }).state;

describe('a TCP segment of no connection', () => {
  const rows: readonly (readonly [string, CtState])[] = [
    ['SYN', 'NEW'],
    ['SYN,ECE,CWR', 'NEW'],
    ['SYN,PSH', 'NEW'],
    ['SYN,URG', 'NEW'],
    ['ACK', 'NEW'],
    ['ACK,PSH', 'NEW'],
    ['ACK,URG', 'NEW'],
    ['ACK,ECE', 'NEW'],
    ['SYN,ACK', 'INVALID'],
    ['FIN', 'INVALID'],
    ['FIN,ACK', 'INVALID'],
    ['RST', 'INVALID'],
    ['RST,ACK', 'INVALID'],
    ['URG', 'INVALID'],
    ['', 'INVALID'],
    ['SYN,FIN', 'INVALID'],
    ['SYN,RST', 'INVALID'],
    ['FIN,PSH,URG', 'INVALID'],
  ];
  test.each(rows)('%s is %s', (flags, state) => {
    expect(stateOf({ tcpFlags: flags.split(',').filter((flag) => flag !== '') as TcpFlag[] })).toBe(state);
  });

  test('an ACK opens nothing where nf_conntrack_tcp_loose is 0', () => {
    expect(stateOf({ tcpFlags: ['ACK'] }, [], false)).toBe('INVALID');
    expect(stateOf({ tcpFlags: ['SYN'] }, [], false)).toBe('NEW');
    const host = { sysctls: new Map([['net.netfilter.nf_conntrack_tcp_loose', '0']]) };
    expect(holds('-m state --state INVALID', { tcpFlags: ['ACK'] }, { host })).toBe(true);
    expect(holds('-m state --state NEW', { tcpFlags: ['ACK'] })).toBe(true);
  });
});

describe('a packet of no connection, of other protocols', () => {
  test.each([17, 47, 50, 51, 89, 112, 2, 33, 132, 253])('protocol %i is NEW', (protocol) => {
    expect(stateOf({ protocol })).toBe('NEW');
  });

  test.each([6, 17, 1, 132])('protocol %i with a wrong checksum is INVALID where it comes in', (protocol) => {
    const damaged: Partial<Packet> = { protocol, icmpType: 8, isDamaged: true };
    expect(stateOf(damaged)).toBe('INVALID');
    expect(stateOf({ ...damaged, path: 'localOut' })).toBe('NEW');
  });

  test('UDP-Lite is INVALID where it comes in, since the kernel reckons its checksum as that of UDP', () => {
    expect(stateOf({ protocol: 136 })).toBe('INVALID');
    expect(stateOf({ protocol: 136, path: 'localOut' })).toBe('NEW');
  });

  const icmp = (icmpType: number): Partial<Packet> => ({ protocol: 1, icmpType, icmpCode: 0, icmpId: 7 });
  test.each([8, 13, 15, 17])('ICMP type %i is NEW', (type) => expect(stateOf(icmp(type))).toBe('NEW'));
  test.each([0, 14, 16, 18, 9, 10, 19, 30, 3, 4, 5, 11, 12])('ICMP type %i is INVALID', (type) =>
    expect(stateOf(icmp(type))).toBe('INVALID'),
  );

  const icmp6 = (icmpType: number): Partial<Packet> => ({ ...icmp(icmpType), protocol: 58, family: 'ipv6' });
  test.each([128, 139])('ICMPv6 type %i is NEW', (type) => expect(stateOf(icmp6(type))).toBe('NEW'));
  test.each([1, 2, 3, 4, 129, 137, 138, 144])('ICMPv6 type %i is INVALID', (type) =>
    expect(stateOf(icmp6(type))).toBe('INVALID'),
  );
  test.each([130, 131, 132, 133, 134, 135, 136, 143, 151])('ICMPv6 type %i is not tracked', (type) => {
    expect(stateOf(icmp6(type))).toBe('UNTRACKED');
    const packet = { ...icmp6(type), source: 'fd00::1', destination: 'fd00::2' };
    expect(holds('-m state --state NEW,INVALID,RELATED,ESTABLISHED', packet)).toBe(false);
    expect(holds('-m state --state UNTRACKED', packet)).toBe(true);
  });
});

describe('a packet of a known connection', () => {
  test('is NEW in the first direction until an answer is seen, and ESTABLISHED then', () => {
    expect(stateOf({}, [{ ...known, replied: false }])).toBe('NEW');
    expect(stateOf(answer, [{ ...known, replied: false }])).toBe('ESTABLISHED');
    expect(stateOf({}, [known])).toBe('ESTABLISHED');
    expect(lookUp(ssh, [{ ...known, replied: false }], 0).isFirst).toBe(false);
  });

  test('is ESTABLISHED with a new SYN, and INVALID if its numbers do not fit', () => {
    expect(stateOf({ tcpFlags: ['SYN'] }, [known])).toBe('ESTABLISHED');
    expect(stateOf({ ...answer, tcpFlags: ['RST'], isOutOfWindow: true }, [known])).toBe('INVALID');
    expect(stateOf({ protocol: 17, isOutOfWindow: true }, [{ ...known, protocol: 17 }])).toBe('ESTABLISHED');
  });

  test('is RELATED until it is answered, if another connection announced it', () => {
    expect(stateOf({}, [{ ...known, replied: false, expected: true }])).toBe('RELATED');
    expect(stateOf({}, [{ ...known, expected: true }])).toBe('ESTABLISHED');
  });

  test('is one of another zone to every other zone', () => {
    const zoned = [{ ...known, zone: 5 }];
    expect(lookUp(ssh, zoned, 5).state).toBe('ESTABLISHED');
    expect(lookUp(ssh, zoned, 0)).toEqual({ state: 'NEW', isFirst: true, connection: null, isReply: false });
    expect(lookUp(ssh, [known], 5).state).toBe('NEW');
  });

  test('of a zone that holds in one direction is found with 0 in the other', () => {
    const halved = [{ ...known, zone: 7, zoneOf: 'original' as const }];
    expect(lookUp(ssh, halved, 7).state).toBe('ESTABLISHED');
    expect(lookUp(ssh, halved, { id: 7, of: 'original' }).state).toBe('ESTABLISHED');
    expect(lookUp(ssh, halved, 0).state).toBe('NEW');
    expect(lookUp(answer, halved, 0).state).toBe('ESTABLISHED');
    expect(lookUp(answer, halved, 7).state).toBe('NEW');
  });

  test('answers to what nat rewrote go by what it was rewritten to', () => {
    const rewritten = { ...known, reply: { ...flowOf(answer), source: '10.0.0.9' } };
    expect(stateOf({ ...answer, source: '10.0.0.9' }, [rewritten])).toBe('ESTABLISHED');
    expect(stateOf({ ...answer, tcpFlags: ['SYN', 'ACK'] }, [rewritten])).toBe('INVALID');
  });

  test('of a protocol whose ports conntrack does not know is told by its addresses alone', () => {
    const { sourcePort: _, destinationPort: __, ...dccp } = { ...known, protocol: 33 };
    expect(stateOf({ protocol: 33 }, [dccp])).toBe('ESTABLISHED');
    expect(holds('-m conntrack --ctorigsrcport 0', { protocol: 33 })).toBe(true);
  });

  test('a ping is told by its identifier and code', () => {
    const ping: Packet = { ...ssh, protocol: 1, icmpType: 8, icmpCode: 0, icmpId: 7 };
    const pinged = { ...flowOf(ping), replied: false };
    expect(stateOf({ ...ping, ...inverted(ping) }, [pinged])).toBe('ESTABLISHED');
    expect(stateOf({ ...ping, ...inverted(ping), icmpId: 8 }, [pinged])).toBe('INVALID');
    expect(stateOf({ ...ping, ...inverted(ping), icmpCode: 1 }, [pinged])).toBe('INVALID');
  });
});

describe('a TCP segment that does not fit the state of its connection', () => {
  const inState = (tcpState: NonNullable<Connection['tcpState']>) => [{ ...known, replied: false, tcpState }];

  test('is INVALID before the answer to the SYN', () => {
    expect(stateOf({ tcpFlags: ['ACK'] }, inState('SYN_SENT'))).toBe('INVALID');
    expect(stateOf({ tcpFlags: ['FIN', 'ACK'] }, inState('SYN_SENT'))).toBe('INVALID');
    expect(stateOf({ tcpFlags: ['SYN', 'ACK'] }, inState('SYN_SENT'))).toBe('INVALID');
    expect(stateOf({ tcpFlags: ['SYN'] }, inState('SYN_SENT'))).toBe('NEW');
    expect(stateOf({ ...answer, tcpFlags: ['SYN', 'ACK'] }, inState('SYN_SENT'))).toBe('ESTABLISHED');
    expect(stateOf({ ...answer, tcpFlags: ['FIN', 'ACK'] }, inState('SYN_SENT'))).toBe('INVALID');
  });

  test('a SYN from the side that was called is INVALID once the connection stands', () => {
    expect(stateOf({ ...answer, tcpFlags: ['SYN'] }, inState('ESTABLISHED'))).toBe('INVALID');
    expect(stateOf({ ...answer, tcpFlags: ['SYN'] }, inState('SYN_SENT'))).toBe('ESTABLISHED');
  });

  test('a SYN over a connection that has ended opens another, unless the other side reset it', () => {
    const over = (ended: Partial<Connection>) => lookUp(ssh, [{ ...known, ...ended }], 0);
    expect(over({ tcpState: 'TIME_WAIT' })).toMatchObject({ state: 'NEW', isFirst: true });
    expect(over({ tcpState: 'CLOSE' })).toMatchObject({ state: 'NEW', isFirst: true });
    expect(over({ tcpState: 'CLOSE', resetBy: 'reply' })).toMatchObject({ state: 'ESTABLISHED', isFirst: false });
    expect(over({ tcpState: 'ESTABLISHED' })).toMatchObject({ state: 'ESTABLISHED', isFirst: false });
  });
});

describe('an error', () => {
  const error = (family: 'ipv4' | 'ipv6', icmpType: number): Packet => ({
    ...ssh,
    family,
    source: '192.0.2.77',
    destination: ssh.source,
    protocol: family === 'ipv4' ? 1 : 58,
    icmpType,
    icmpCode: 0,
    inner: flowOf(ssh),
  });

  test.each([3, 4, 5, 11, 12])('ICMP %i is RELATED to the flow that it quotes, from whatever host it comes', (type) => {
    expect(lookUp(error('ipv4', type), [known], 0)).toMatchObject({ state: 'RELATED', isFirst: false, isReply: true });
    expect(lookUp(error('ipv4', type), [], 0).state).toBe('INVALID');
  });

  test.each([1, 2, 3, 4])('ICMPv6 %i is, too', (type) => {
    expect(lookUp(error('ipv6', type), [known], 0).state).toBe('RELATED');
    expect(lookUp(error('ipv6', type), [], 0).state).toBe('INVALID');
  });

  test('to someone else than the sender of what it quotes is INVALID', () => {
    expect(lookUp({ ...error('ipv4', 3), destination: '10.0.0.5' }, [known], 0).state).toBe('INVALID');
  });

  test('about an answer goes the way of the flow', () => {
    const about = { ...error('ipv4', 3), destination: answer.source, inner: flowOf(answer) };
    expect(lookUp(about, [known], 0)).toMatchObject({ state: 'RELATED', isReply: false });
  });

  test('is of the zone of its flow', () => {
    expect(lookUp(error('ipv4', 3), [{ ...known, zone: 5 }], 0).state).toBe('INVALID');
    expect(lookUp(error('ipv4', 3), [{ ...known, zone: 5 }], 5).state).toBe('RELATED');
  });
});

describe('what -m conntrack asks of a connection', () => {
  const marked: Connection = { ...known, mark: 0x21, assured: true };
  const ask = (match: string, packet: Partial<Packet> = {}, connection: Connection = marked) =>
    holds(match, packet, { connections: [connection] });

  test.each([
    ['--ctdir ORIGINAL', true, false],
    ['--ctdir REPLY', false, true],
    ['--ctproto 6', true, true],
    ['! --ctproto 6', false, false],
    ['--ctorigsrc 10.0.0.1', true, true],
    ['! --ctorigdst 10.0.0.0/30', false, false],
    ['--ctreplsrc 10.0.0.2', true, true],
    ['--ctrepldst 10.0.0.2', false, false],
    ['--ctorigsrcport 40000', true, true],
    ['--ctorigdstport 1:21', false, false],
    ['! --ctreplsrcport 22', false, false],
    ['--ctrepldstport 30000:50000', true, true],
    ['--ctstatus SEEN_REPLY', true, true],
    ['--ctstatus EXPECTED,CONFIRMED', true, true],
    ['--ctstatus NONE', false, false],
    ['! --ctstatus NONE', true, true],
    ['--ctstatus ASSURED', true, true],
    ['--ctstate ESTABLISHED --ctdir REPLY', false, true],
  ] as const)('%s', (match, onward, back) => {
    expect([ask(`-m conntrack ${match}`), ask(`-m conntrack ${match}`, answer)]).toEqual([onward, back]);
  });

  test('of the first packet of a flow', () => {
    expect(holds('-m conntrack --ctstatus CONFIRMED')).toBe(false);
    expect(holds('-m conntrack --ctdir ORIGINAL --ctorigdstport 22 --ctstate NEW')).toBe(true);
  });

  test('of a packet that belongs to none only the state counts', () => {
    const invalid: Partial<Packet> = { tcpFlags: ['FIN'] };
    expect(holds('-m conntrack --ctproto 6', invalid)).toBe(false);
    expect(holds('-m conntrack ! --ctproto 17', invalid)).toBe(false);
    expect(holds('-m conntrack --ctstate INVALID --ctproto 17', invalid)).toBe(true);
    expect(holds('-m connmark --mark 0x0', invalid)).toBe(false);
    expect(holds('-m connmark ! --mark 0x0', invalid)).toBe(false);
  });

  test('what was not told of it is open', () => {
    expect(ask('-m conntrack --ctstatus ASSURED', {}, known)).toBe('unknown');
    expect(ask('-m connmark --mark 0x1', {}, known)).toBe('unknown');
    expect(ask('-m conntrack --ctexpire 5')).toBe('unknown');
    expect(holds('-m conntrack --ctdir REPLY', { ctState: 'ESTABLISHED' })).toBe('unknown');
    expect(holds('-m conntrack --ctstate NEW,RELATED --ctdir REPLY', { ctState: 'ESTABLISHED' })).toBe(false);
  });

  test('its mark, and the helper of the one that announced it', () => {
    expect(ask('-m connmark --mark 0x1/0x1')).toBe(true);
    expect(ask('-m connmark ! --mark 0x20/0xf0')).toBe(false);
    const announced: Connection = { ...known, expected: true, helper: 'ftp', replied: false };
    expect(ask('-m helper --helper ftp', {}, announced)).toBe(true);
    expect(ask('-m helper ! --helper ftp', {}, announced)).toBe(false);
    expect(ask('-m helper --helper sip', {}, announced)).toBe(false);
    expect(ask('-m helper --helper ftp', {}, { ...known, expected: true })).toBe('unknown');
  });

  test('the ports of a ping are its identifier, and its type and code', () => {
    const ping: Packet = { ...ssh, protocol: 1, icmpType: 8, icmpCode: 0, icmpId: 7 };
    expect(holds('-m conntrack --ctorigsrcport 7 --ctorigdstport 2048 --ctrepldstport 0', ping)).toBe(true);
  });

  test('before the lookup there is none, unless a CT rule hung a template on the packet', () => {
    const ruled = (...rules: readonly string[]) =>
      evaluate(rulesOf({ raw: [...rules, '-A PREROUTING -m conntrack --ctstatus CONFIRMED -j DROP'] }), noSets, ssh)
        .verdict;
    expect(ruled()).toBe('accept');
    expect(ruled('-A PREROUTING -j CT --zone 5')).toBe('drop');
    expect(ruled('-A PREROUTING -j CT --notrack')).toBe('accept');
  });
});
