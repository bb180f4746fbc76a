import type { Family, PortRange } from '../../netfilter/index.ts';
import type { CtState, TcpFlag } from '../packet.ts';
import { addressText } from './address-intervals.ts';
import { valuesOf } from './alphabet.ts';
import { type Edge, never } from './bdd.ts';
import { type QuestionBox, isList } from './constraint.ts';
import { classOf, exampleName } from './device-names.ts';
import { type FieldName, encode, fieldNames, splitBy } from './field.ts';
import { type Interval, common } from './intervals.ts';
import { macText } from './mac-text.ts';
import type { Model } from './model.ts';
import type { Scope } from './scope.ts';
import { flagSets, flagsOf } from './tcp-flags.ts';
import { ctStates } from './value-kind.ts';
import { type DeviceField, type NumericField, isDeviceField } from './vocabulary.ts';

/** Packets by the values of each field, every combination of them; a field that is absent has all values that were asked for. */
export interface PacketBox {
  readonly physdevOut?: DeviceSet;
  readonly physdevIn?: DeviceSet;
  readonly in?: DeviceSet;
  readonly out?: DeviceSet;
  readonly laterFragment?: boolean;
  readonly ctState?: readonly CtState[];
  readonly protocol?: readonly PortRange[];
  readonly tcpFlags?: readonly (readonly TcpFlag[])[];
  readonly destinationPort?: readonly PortRange[];
  readonly icmp?: readonly IcmpRange[];
  readonly sourcePort?: readonly PortRange[];
  readonly source?: Listed;
  readonly destination?: Listed;
  readonly macSource?: Listed;
  readonly macDestination?: Listed;
  readonly ttl?: readonly PortRange[];
  readonly length?: readonly PortRange[];
}

/** Devices by name, and those that no rule names, nor holds for with a longer prefix, but that begin so: "" for any. */
export interface DeviceSet {
  readonly names: readonly string[];
  readonly prefixes: readonly string[];
  /** Packets without such a device are among them. */
  readonly none: boolean;
}

/** Types and codes of ICMP. */
export interface IcmpRange {
  readonly type: number;
  readonly codes: PortRange;
}

/** Prefixes, single values and ranges "first-last", ascending; `more` of them are left out. */
export interface Listed {
  readonly values: readonly string[];
  readonly more: number;
}

/** A set of packets as boxes that do not overlap. */
export interface Region {
  readonly boxes: readonly PacketBox[];
  /** False: there are more boxes than were asked for. */
  readonly isComplete: boolean;
}

/** Longest list of values that a box shows for a field. */
const mostListed = 32;

/**
 * The packets of a set within a scope, written out. Boxes without a packet that exists are left out; what ties fields
 * together only because nothing else exists is not told again: the boxes say what the rules say.
 */
export function regionOf(model: Model, set: Edge, scope: Scope, mostBoxes: number): Region {
  const { bdd, vocabulary } = model;
  const boxes: PacketBox[] = [];
  let isComplete = true;
  const visit = (rest: Edge, at: number, real: Edge, box: PacketBox) => {
    if (rest === never || real === never || !isComplete) return;
    const name = fieldNames[at];
    if (name === undefined) {
      if (boxes.length === mostBoxes) isComplete = false;
      else boxes.push(box);
      return;
    }
    const field = vocabulary.fields[name];
    const inScope = scope.atoms[name];
    for (const [next, all] of splitBy(bdd, field, rest)) {
      if (next === never) continue;
      const atoms = inScope.size === field.size ? all : all.filter((atom) => inScope.has(atom));
      if (atoms.length === inScope.size) visit(next, at + 1, real, box);
      else if (atoms.length > 0) {
        const values = encode(bdd, field, atoms);
        const key = `${name} ${values}`;
        let part = scope.shown.get(key);
        if (!part) scope.shown.set(key, (part = shown(model, name, atoms, scope.question)));
        visit(next, at + 1, bdd.and(real, values), { ...box, ...part });
      }
    }
  };
  visit(set, 0, bdd.and(scope.real, set), {});
  return { boxes, isComplete };
}

/** Values of some atoms of a field, of those that the question is about. */
export function valuesIn(
  model: Model,
  name: NumericField,
  atoms: readonly number[],
  question: QuestionBox,
): readonly Interval[] {
  const values = valuesOf(model.vocabulary.alphabets[name], atoms);
  const asked = question.values.get(name);
  return asked ? common(values, asked) : values;
}

function shown(model: Model, name: FieldName, atoms: readonly number[], question: QuestionBox): PacketBox {
  if (isDeviceField(name)) return { [name]: deviceSet(model, name, atoms, question) };
  const values = valuesIn(model, name, atoms, question);
  const numbers = values.map(({ first, last }) => ({ first: Number(first), last: Number(last) }));
  switch (name) {
    case 'fragment':
      return numbers.length === 1 && numbers[0]?.first === numbers[0]?.last
        ? { laterFragment: numbers[0]?.first === 1 }
        : {};
    case 'ctState':
      return { ctState: ctStates.filter((_, number) => isIn(numbers, number)) };
    case 'tcpFlags':
      return {
        tcpFlags: Array.from({ length: flagSets }, (_, number) => number)
          .filter((number) => isIn(numbers, number))
          .map(flagsOf),
      };
    case 'icmp':
      return { icmp: numbers.flatMap(icmpRanges) };
    case 'source':
    case 'destination':
      return { [name]: listed(values, (interval) => intervalText(interval, model.family)) };
    case 'macSource':
    case 'macDestination':
      return {
        [name]: listed(values, ({ first, last }) =>
          first === last ? macText(Number(first)) : `${macText(Number(first))}-${macText(Number(last))}`,
        ),
      };
    case 'protocol':
    case 'destinationPort':
    case 'sourcePort':
    case 'ttl':
    case 'length':
      return { [name]: numbers };
  }
}

function isIn(ranges: readonly PortRange[], number: number): boolean {
  return ranges.some(({ first, last }) => first <= number && number <= last);
}

/** A type with all codes is one range. */
function icmpRanges({ first, last }: PortRange): readonly IcmpRange[] {
  const out: IcmpRange[] = [];
  for (let type = first >> 8; type <= last >> 8; type += 1) {
    const codes = { first: Math.max(first - type * 256, 0), last: Math.min(last - type * 256, 255) };
    out.push({ type, codes });
  }
  return out;
}

function listed(values: readonly Interval[], text: (interval: Interval) => string): Listed {
  return { values: values.slice(0, mostListed).map(text), more: Math.max(0, values.length - mostListed) };
}

/** A prefix if it is one. */
export function intervalText({ first, last }: Interval, family: Family): string {
  if (first === last) return addressText(first, family);
  const bits = family === 'ipv4' ? 32 : 128;
  const size = BigInt(last) - BigInt(first) + 1n;
  const isPrefix = (size & (size - 1n)) === 0n && BigInt(first) % size === 0n;
  if (!isPrefix) return `${addressText(first, family)}-${addressText(last, family)}`;
  return `${addressText(first, family)}/${bits - (size.toString(2).length - 1)}`;
}

function deviceSet(model: Model, field: DeviceField, atoms: readonly number[], question: QuestionBox): DeviceSet {
  const names = model.vocabulary.names[field];
  const found = atoms.map((atom) => names.classes[atom]).filter((one) => one !== undefined);
  const none = found.some(({ kind }) => kind === 'none');
  const choice = question.devices.get(field);
  if (choice && isList(choice)) {
    // Those that were asked for, as far as they are in one of the classes.
    return { names: choice.filter((name) => atoms.includes(classOf(names, name))), prefixes: [], none };
  }
  return {
    names: found.filter(({ kind }) => kind === 'name').map(exampleName),
    prefixes: found.filter((one) => one.kind === 'rest').map(({ prefix }) => prefix),
    none,
  };
}
