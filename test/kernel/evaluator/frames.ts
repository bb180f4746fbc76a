import type { Packet, TcpFlag } from '../../../src/explain/index.ts';
import { addressNumber, parseAddress } from '../../../src/model/index.ts';

/** What a packet carries besides what the evaluator is told of it. */
export interface Content {
  /** Bytes of payload. */
  readonly payload: number;
  readonly sequence?: number;
  readonly acknowledged?: number;
  /** Cut behind so many bytes of what IP carries (a multiple of eight): two fragments. */
  readonly cutAt?: number;
}

/** The Ethernet frame of a packet; two for one that is cut. */
export function framesOf(
  packet: Packet,
  content: Content,
  macSource: string,
  macDestination: string,
): readonly Buffer[] {
  const type = Buffer.from(packet.family === 'ipv4' ? [0x08, 0x00] : [0x86, 0xdd]);
  const head = Buffer.concat([macBytes(macDestination), macBytes(macSource), type]);
  return packetsOf(packet, content).map((bytes) => Buffer.concat([head, bytes]));
}

/** The IP packet, or its two fragments. */
export function packetsOf(packet: Packet, content: Content): readonly Buffer[] {
  const carried = carriedBytes(packet, content);
  const { cutAt } = content;
  if (cutAt === undefined || cutAt >= carried.length) return [ipPacket(packet, carried, undefined)];
  return [
    ipPacket(packet, carried.subarray(0, cutAt), { offset: 0, more: true }),
    ipPacket(packet, carried.subarray(cutAt), { offset: cutAt, more: false }),
  ];
}

/** Bytes of the whole packet, as `-m length` counts them. */
export function lengthOf(packet: Packet, content: Content): number {
  return (packet.family === 'ipv4' ? 20 : 40) + carriedBytes(packet, content).length;
}

interface Fragment {
  readonly offset: number;
  readonly more: boolean;
}

let identifier = 1;

function ipPacket(packet: Packet, carried: Buffer, fragment: Fragment | undefined): Buffer {
  const { ttl = 64, tos = 0, protocol } = packet;
  const [source, destination] = [addressBytes(packet.source), addressBytes(packet.destination)];
  // Both fragments of a packet have the number that the first one took.
  if (!fragment || fragment.offset === 0) identifier = (identifier % 0xffff) + 1;
  if (packet.family === 'ipv4') {
    const header = Buffer.alloc(20);
    header.writeUInt8(0x45, 0);
    header.writeUInt8(tos, 1);
    header.writeUInt16BE(20 + carried.length, 2);
    header.writeUInt16BE(identifier, 4);
    header.writeUInt16BE(fragment ? (fragment.more ? 0x2000 : 0) | (fragment.offset >> 3) : 0, 6);
    header.writeUInt8(ttl, 8);
    header.writeUInt8(protocol, 9);
    source.copy(header, 12);
    destination.copy(header, 16);
    header.writeUInt16BE(checksum(header), 10);
    return Buffer.concat([header, carried]);
  }
  const extension = fragment ? Buffer.alloc(8) : Buffer.alloc(0);
  if (fragment) {
    extension.writeUInt8(protocol, 0);
    extension.writeUInt16BE(fragment.offset | (fragment.more ? 1 : 0), 2);
    extension.writeUInt32BE(identifier, 4);
  }
  const header = Buffer.alloc(40);
  header.writeUInt32BE(((6 << 28) | (tos << 20)) >>> 0, 0);
  header.writeUInt16BE(extension.length + carried.length, 4);
  header.writeUInt8(fragment ? 44 : protocol, 6);
  header.writeUInt8(ttl, 7);
  source.copy(header, 8);
  destination.copy(header, 24);
  return Buffer.concat([header, extension, carried]);
}

function carriedBytes(packet: Packet, content: Content): Buffer {
  const payload = Buffer.alloc(content.payload, 0x78);
  const bytes = Buffer.concat([transportHeader(packet, content), payload]);
  const at = checksumAt[packet.protocol];
  if (packet.protocol === 132) bytes.writeUInt32LE(crc32c(bytes), 8);
  else if (at !== undefined) bytes.writeUInt16BE(transportChecksum(packet, bytes) || 0xffff, at);
  if (packet.isDamaged && at !== undefined) bytes.writeUInt8(bytes.readUInt8(at) ^ 0x55 || 1, at);
  return bytes;
}

/** Where the checksum of a protocol stands. */
const checksumAt: { readonly [protocol: number]: number } = { 1: 2, 6: 16, 17: 6, 33: 6, 58: 2, 132: 8, 136: 6 };

function transportHeader(packet: Packet, content: Content): Buffer {
  const { protocol, sourcePort = 0, destinationPort = 0 } = packet;
  const ports = Buffer.alloc(4);
  ports.writeUInt16BE(sourcePort, 0);
  ports.writeUInt16BE(destinationPort, 2);
  switch (protocol) {
    case 6: {
      const rest = Buffer.alloc(16);
      rest.writeUInt32BE(content.sequence ?? 1000, 0);
      rest.writeUInt32BE(content.acknowledged ?? 0, 4);
      rest.writeUInt8(0x50, 8);
      rest.writeUInt8(flagBits(packet.tcpFlags ?? ['SYN']), 9);
      rest.writeUInt16BE(0xffff, 10);
      return Buffer.concat([ports, rest]);
    }
    case 17: {
      const rest = Buffer.alloc(4);
      rest.writeUInt16BE(8 + content.payload, 0);
      return Buffer.concat([ports, rest]);
    }
    case 136: {
      // The checksum covers the whole packet.
      return Buffer.concat([ports, Buffer.alloc(4)]);
    }
    case 132: {
      // One chunk: INIT.
      const rest = Buffer.alloc(8 + 20);
      rest.writeUInt8(1, 8);
      rest.writeUInt16BE(20, 10);
      rest.writeUInt32BE(0x1234, 12);
      rest.writeUInt32BE(0xffff, 16);
      rest.writeUInt16BE(1, 20);
      rest.writeUInt16BE(1, 22);
      return Buffer.concat([ports, rest]);
    }
    case 33: {
      // A request, with sequence numbers of 48 bits.
      const rest = Buffer.alloc(16);
      rest.writeUInt8(5, 0);
      rest.writeUInt8(0x01, 4);
      return Buffer.concat([ports, rest]);
    }
    case 1:
    case 58: {
      const header = Buffer.alloc(8);
      header.writeUInt8(packet.icmpType ?? 0, 0);
      header.writeUInt8(packet.icmpCode ?? 0, 1);
      header.writeUInt16BE(packet.icmpId ?? 0, 4);
      const { inner } = packet;
      if (!inner) return header;
      const quoted = packetsOf({ ...inner, family: packet.family, path: packet.path }, { payload: 8 })[0];
      return Buffer.concat([header, quoted ?? Buffer.alloc(0)]);
    }
    default:
      return Buffer.alloc(8);
  }
}

const flagNames: readonly TcpFlag[] = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR'];

function flagBits(flags: readonly TcpFlag[]): number {
  return flags.reduce((bits, flag) => bits | (1 << flagNames.indexOf(flag)), 0);
}

function transportChecksum(packet: Packet, bytes: Buffer): number {
  if (packet.protocol === 1) return checksum(bytes);
  const tail = Buffer.alloc(4);
  tail.writeUInt16BE(bytes.length, 0);
  tail.writeUInt16BE(packet.protocol, 2);
  return checksum(Buffer.concat([addressBytes(packet.source), addressBytes(packet.destination), tail, bytes]));
}

function checksum(bytes: Buffer): number {
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 2)
    sum += (bytes.readUInt8(i) << 8) + (i + 1 < bytes.length ? bytes.readUInt8(i + 1) : 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

/** The checksum of SCTP. */
function crc32c(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ ((crc & 1) === 1 ? 0x82f63b78 : 0);
  }
  return ~crc >>> 0;
}

function addressBytes(text: string): Buffer {
  const address = parseAddress(text);
  if (!address) throw new Error(`no address: ${text}`);
  const digits = address.includes(':') ? 32 : 8;
  return Buffer.from(addressNumber(address).toString(16).padStart(digits, '0'), 'hex');
}

function macBytes(mac: string): Buffer {
  return Buffer.from(mac.replaceAll(':', ''), 'hex');
}
