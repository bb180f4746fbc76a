import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PortreeveError } from '../model/index.ts';
import { parseTracedPacket } from './trace-packet.ts';

const least = { family: 'ipv4', path: 'bridged', src: '10.0.0.1', dst: '10.0.0.2', proto: 'tcp' };
const read = (value: unknown) => parseTracedPacket(JSON.stringify(value));

function refusal(text: string) {
  try {
    parseTracedPacket(text);
  } catch (error) {
    if (error instanceof PortreeveError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'read without an error';
}

describe('the JSON of a packet', () => {
  test('says as much as it says', () => {
    expect(read(least)).toEqual({
      packet: { family: 'ipv4', path: 'bridged', source: '10.0.0.1', destination: '10.0.0.2', protocol: 6 },
    });
    expect(
      read({
        ...least,
        family: 'ipv6',
        path: 'local-in',
        src: 'FD02:0::1',
        dst: 'fd02::2',
        proto: 'icmpv6',
        in: 'br0',
        out: null,
        physdevIn: 'tapA',
        macSrc: 'FA-16-3E-0-0-1',
        macDst: 'fa:16:3e:00:00:02',
        icmpType: 1,
        icmpCode: 4,
        inner: { src: 'fd02::2', dst: 'fd02::1', proto: 17, sport: 1, dport: 53, ttl: 1 },
        ttl: 64,
        length: 96,
        mark: 0xffffffff,
        padding: 8,
        ctstate: null,
        conntrack: [{ proto: 'udp', src: 'fd02::2', dst: 'fd02::1', sport: 1, dport: 53, replied: true, zone: 4097 }],
      }),
    ).toEqual({
      packet: {
        family: 'ipv6',
        path: 'localIn',
        source: 'fd02::1',
        destination: 'fd02::2',
        protocol: 58,
        in: 'br0',
        physdevIn: 'tapA',
        macSource: 'fa:16:3e:00:00:01',
        macDestination: 'fa:16:3e:00:00:02',
        icmpType: 1,
        icmpCode: 4,
        inner: { source: 'fd02::2', destination: 'fd02::1', protocol: 17, sourcePort: 1, destinationPort: 53 },
        ttl: 64,
        length: 96,
        mark: 0xffffffff,
      },
      connections: [
        {
          source: 'fd02::2',
          destination: 'fd02::1',
          protocol: 17,
          sourcePort: 1,
          destinationPort: 53,
          replied: true,
          zone: 4097,
        },
      ],
    });
  });

  test('with a state and an empty table is told from one without', () => {
    expect(read({ ...least, ctstate: 'RELATED' }).packet.ctState).toBe('RELATED');
    expect(read({ ...least, conntrack: [] }).connections).toEqual([]);
    expect(read({ ...least, conntrack: null }).connections).toBeUndefined();
    expect(read({ ...least, tcpFlags: [] }).packet.tcpFlags).toEqual([]);
  });

  test.each([
    ['{', 'PACKET_NOT_JSON: This is not the JSON of a packet: {'],
    ['{"proto":6,"proto":17}', 'PACKET_NOT_JSON: This is not the JSON of a packet: {\\"proto\\":6,\\"proto\\":17}'],
    ['[]', 'STATE_WRONG_TYPE: $ is of type array, not object'],
    ['{}', 'STATE_MEMBER_MISSING: family is missing'],
    [JSON.stringify({ ...least, prot: 1 }), 'PACKET_UNKNOWN_MEMBER: prot is not a member of a packet'],
    [
      JSON.stringify({ ...least, path: 'localIn' }),
      /^STATE_BAD_CHOICE: path: "localIn" is not one of bridged, local-in/,
    ],
    [JSON.stringify({ ...least, src: '010.0.0.1' }), 'STATE_BAD_ADDRESS: src: 010.0.0.1 is not an IP address'],
    [JSON.stringify({ ...least, dst: '::1' }), 'PACKET_OTHER_FAMILY: dst: ::1 is not an address of ipv4'],
    [JSON.stringify({ ...least, dport: '22' }), 'STATE_WRONG_TYPE: dport is of type string, not integer'],
    [JSON.stringify({ ...least, dport: 65_536 }), /^STATE_BAD_NUMBER: dport: 65536/],
    [JSON.stringify({ ...least, proto: 'tpc' }), 'STATE_BAD_PROTOCOL: proto: "tpc" is not a protocol'],
    [JSON.stringify({ ...least, proto: 256 }), /^STATE_BAD_NUMBER: proto: 256/],
    [JSON.stringify({ ...least, tcpFlags: ['syn'] }), /^STATE_BAD_CHOICE: tcpFlags\[0\]: "syn"/],
    [JSON.stringify({ ...least, macSrc: 'fa:16' }), 'STATE_BAD_MAC: macSrc: fa:16 is not a MAC address'],
    [
      JSON.stringify({ ...least, inner: { dprot: 1 } }),
      'PACKET_UNKNOWN_MEMBER: inner.dprot is not a member of a packet',
    ],
    [
      JSON.stringify({ ...least, conntrack: [{ ...least, path: undefined, family: undefined, dst: '::' }] }),
      /conntrack\[0\]\.dst: ::/,
    ],
  ])('%s is refused, by the path of what is wrong', (text, words) => {
    if (typeof words === 'string') expect(refusal(text)).toBe(words);
    else expect(refusal(text)).toMatch(words);
  });

  test('whatever it holds, is read or refused with a typed error', () => {
    const odd = fc.oneof(fc.jsonValue(), fc.constantFrom('ipv4', 'tcp', 1e99, -1, '10.0.0.1\n', '__proto__'));
    const members = [
      'family',
      'path',
      'src',
      'dst',
      'proto',
      'sport',
      'tcpFlags',
      'inner',
      'conntrack',
      'ctstate',
      'mark',
    ];
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...members, '__proto__', 'x'), odd), (changes) => {
        const text = JSON.stringify({ ...least, ...changes });
        expect(refusal(text)).toMatch(/^[A-Z_]+: |^read without an error$/);
      }),
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(refusal(text)).toMatch(/^[A-Z_]+: /);
      }),
    );
  });
});
