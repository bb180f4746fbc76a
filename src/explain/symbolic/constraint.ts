import { PortreeveError, parseMac } from '../../model/index.ts';
import type { Family, PortRange } from '../../netfilter/index.ts';
import type { CtState, TcpFlag } from '../packet.ts';
import { prefixIntervals, rangeInterval } from './address-intervals.ts';
import { atomsBeyond, atomsIn } from './alphabet.ts';
import { icmpInterval } from './asked.ts';
import { type Edge, always } from './bdd.ts';
import { classOf } from './device-names.ts';
import { encode, fieldNames } from './field.ts';
import { type Interval, complement, joined, one } from './intervals.ts';
import type { Model } from './model.ts';
import { flagsNumber } from './tcp-flags.ts';
import { ctStates } from './value-kind.ts';
import { type DeviceField, type NumericField, isDeviceField } from './vocabulary.ts';

/** Some values of a field, or all but some. */
export type Choice<T> = readonly T[] | { readonly not: readonly T[] };

/** Packets that a question is about. A field that is absent may have any value. */
export interface PacketConstraint {
  readonly in?: Choice<string>;
  readonly out?: Choice<string>;
  readonly physdevIn?: Choice<string>;
  readonly physdevOut?: Choice<string>;
  /** Addresses, prefixes, or ranges as "10.0.0.1-10.0.0.9". */
  readonly source?: Choice<string>;
  readonly destination?: Choice<string>;
  /** IP protocol numbers. */
  readonly protocol?: Choice<number>;
  readonly sourcePort?: Choice<number | PortRange>;
  readonly destinationPort?: Choice<number | PortRange>;
  /** Code null: any of the type. */
  readonly icmp?: Choice<{ readonly type: number; readonly code: number | null }>;
  /** Each entry: just these flags, of FIN, SYN, RST, PSH, ACK and URG. */
  readonly tcpFlags?: Choice<readonly TcpFlag[]>;
  readonly ctState?: Choice<CtState>;
  readonly macSource?: Choice<string>;
  readonly macDestination?: Choice<string>;
  /** Packets that are whole, or a first fragment; later fragments, which show no ports; or both. Absent: whole. */
  readonly fragments?: 'whole' | 'later' | 'any';
}

/**
 * A constraint as values of each field. Verdicts are the same over all of an atom, so a set of packets and a constraint
 * have one in common just if each field has an atom in common: a question needs no atoms of its own.
 */
export interface QuestionBox {
  readonly values: ReadonlyMap<NumericField, readonly Interval[]>;
  readonly devices: ReadonlyMap<DeviceField, Choice<string>>;
  /** Packets of whose atoms some are in the box. */
  readonly edge: Edge;
}

/** Throws BAD_CIDR and BAD_MAC for texts that are neither. */
export function boxOf(model: Model, constraint: PacketConstraint): QuestionBox {
  const values = new Map<NumericField, readonly Interval[]>();
  const devices = new Map<DeviceField, Choice<string>>();
  const { bdd, vocabulary } = model;
  let edge: Edge = always;
  for (const name of fieldNames) {
    if (isDeviceField(name)) {
      const choice = constraint[name];
      if (!choice) continue;
      devices.set(name, choice);
      edge = bdd.and(edge, encode(bdd, vocabulary.fields[name], classesIn(model, name, choice)));
      continue;
    }
    const asked = intervalsOf(model, name, constraint);
    if (!asked) continue;
    const alphabet = vocabulary.alphabets[name];
    values.set(name, asked.isNegated ? complement(asked.intervals, alphabet.whole) : asked.intervals);
    const atoms = (asked.isNegated ? atomsBeyond : atomsIn)(alphabet, asked.intervals);
    edge = bdd.and(edge, encode(bdd, vocabulary.fields[name], atoms));
  }
  return { values, devices, edge };
}

/** Whether the device may have the name. */
export function allowsDevice(choice: Choice<string> | undefined, name: string): boolean {
  if (!choice) return true;
  return isList(choice) ? choice.includes(name) : !choice.not.includes(name);
}

export function isList<T>(choice: Choice<T>): choice is readonly T[] {
  return Array.isArray(choice);
}

/** Classes with a name that is allowed. One that stands for names that no rule has is only left out where the rules name them all. */
function classesIn(model: Model, field: DeviceField, choice: Choice<string>): readonly number[] {
  const names = model.vocabulary.names[field];
  const listed = isList(choice) ? choice : choice.not;
  const found = new Set(listed.map((name) => classOf(names, name)));
  if (isList(choice)) return [...found].sort((a, b) => a - b);
  return names.classes.flatMap(({ kind }, number) => (kind === 'name' && found.has(number) ? [] : [number]));
}

function intervalsOf(
  { family }: Model,
  name: NumericField,
  constraint: PacketConstraint,
): { readonly intervals: readonly Interval[]; readonly isNegated: boolean } | undefined {
  const choose = <T>(choice: Choice<T> | undefined, intervals: (value: T) => readonly Interval[]) =>
    choice && {
      intervals: joined((isList(choice) ? choice : choice.not).flatMap(intervals)),
      isNegated: !isList(choice),
    };
  switch (name) {
    case 'source':
    case 'destination':
      return choose(constraint[name], (text) => addressesOf(text, family));
    case 'protocol':
      return choose(constraint.protocol, (number) => [one(number)]);
    case 'sourcePort':
    case 'destinationPort':
      return choose(constraint[name], (port) => [typeof port === 'number' ? one(port) : port]);
    case 'icmp':
      return choose(constraint.icmp, ({ type, code }) => [icmpInterval(type, code)]);
    case 'tcpFlags':
      return choose(constraint.tcpFlags, (flags) => [one(flagsNumber(flags))]);
    case 'ctState':
      return choose(constraint.ctState, (state) => [one(ctStates.indexOf(state))]);
    case 'macSource':
    case 'macDestination':
      return choose(constraint[name], macOf);
    case 'fragment':
      return constraint.fragments === 'any'
        ? undefined
        : { intervals: [one(constraint.fragments === 'later' ? 1 : 0)], isNegated: false };
    case 'ttl':
    case 'length':
      return undefined;
  }
}

function addressesOf(text: string, family: Family): readonly Interval[] {
  const intervals = prefixIntervals(text, family) ?? rangeInterval(text, family);
  if (!intervals) throw new PortreeveError('BAD_CIDR', { text });
  return intervals;
}

function macOf(text: string): readonly Interval[] {
  const mac = parseMac(text);
  if (mac === undefined) throw new PortreeveError('BAD_MAC', { text });
  return [one(Number.parseInt(mac.replaceAll(':', ''), 16))];
}
