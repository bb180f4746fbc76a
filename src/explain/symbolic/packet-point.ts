import { addressPointOf } from './address-intervals.ts';
import { parseMac } from '../../model/index.ts';
import { lookUp } from '../conntrack.ts';
import type { Packet } from '../packet.ts';
import { atomAt } from './alphabet.ts';
import { type Edge, always } from './bdd.ts';
import { classOf } from './device-names.ts';
import { type FieldName, fieldNames, restAt } from './field.ts';
import type { Point } from './intervals.ts';
import type { Model } from './model.ts';
import { flagsNumber } from './tcp-flags.ts';
import { ctStates } from './value-kind.ts';
import { isDeviceField } from './vocabulary.ts';

/**
 * Whether a set of packets has this one; the set must not hang on open questions. What the packet does not say is
 * taken as the evaluator takes it, or as a value that no rule should look at: ports of a protocol that has none.
 */
export function holdsFor(model: Model, edge: Edge, packet: Packet): boolean {
  let rest = edge;
  for (const name of fieldNames) {
    rest = restAt(model.bdd, model.vocabulary.fields[name], rest, atomOf(model, packet, name));
  }
  return rest === always;
}

function atomOf({ vocabulary, family }: Model, packet: Packet, name: FieldName): number {
  if (isDeviceField(name)) return classOf(vocabulary.names[name], packet[name]);
  return atomAt(vocabulary.alphabets[name], valueOf(packet, name, family));
}

function valueOf(
  packet: Packet,
  name: Exclude<FieldName, 'in' | 'out' | 'physdevIn' | 'physdevOut'>,
  family: Packet['family'],
): Point {
  switch (name) {
    case 'fragment':
      return packet.laterFragment ? 1 : 0;
    case 'ctState':
      return ctStates.indexOf(packet.ctState ?? lookUp(packet, [], 0).state);
    case 'protocol':
      return packet.protocol;
    case 'tcpFlags':
      return flagsNumber(packet.tcpFlags ?? ['SYN']);
    case 'destinationPort':
    case 'sourcePort':
      return packet[name] ?? 0;
    case 'icmp':
      return (packet.icmpType ?? 0) * 256 + (packet.icmpCode ?? 0);
    case 'source':
    case 'destination':
      return addressPointOf(packet[name], family) ?? (family === 'ipv4' ? 0 : 0n);
    case 'macSource':
    case 'macDestination':
      return Number.parseInt((parseMac(packet[name] ?? '') ?? '0').replaceAll(':', ''), 16);
    case 'ttl':
      return packet.ttl ?? 64;
    case 'length':
      return packet.length ?? 0;
  }
}
