import type { Packet, Path } from '../packet.ts';
import { addressPointOf, addressText } from './address-intervals.ts';
import { atomAt } from './alphabet.ts';
import { type Edge, never } from './bdd.ts';
import { allowsDevice, isList } from './constraint.ts';
import { classOf, exampleName, noDevice } from './device-names.ts';
import { fieldNames, restAt, splitBy } from './field.ts';
import { type Interval, type Point, after, common } from './intervals.ts';
import { macText } from './mac-text.ts';
import type { Model } from './model.ts';
import { valuesIn } from './packet-box.ts';
import { hasPorts } from '../match-test/ports.ts';
import type { Scope } from './scope.ts';
import { flagsNumber, flagsOf } from './tcp-flags.ts';
import { ctStates } from './value-kind.ts';
import { type DeviceField, type NumericField, isDeviceField } from './vocabulary.ts';

type Values = { [name in NumericField]?: Point } & { [name in DeviceField]?: string };

/**
 * A packet of the set, with values that look like those of real ones where the set leaves a choice: a TCP SYN from a
 * high port to a well-known one, hosts rather than networks. Null: no packet of the set exists.
 */
export function exampleOf(model: Model, set: Edge, scope: Scope): Packet | null {
  const { bdd, vocabulary } = model;
  let rest = bdd.and(set, scope.real);
  if (rest === never) return null;
  const values: Values = {};
  for (const name of fieldNames) {
    const field = vocabulary.fields[name];
    const left = rest;
    const choices: Choices = {
      has: (atom) => restAt(bdd, field, left, atom) !== never,
      all: () => [...splitBy(bdd, field, left)].flatMap(([next, found]) => (next === never ? [] : found)),
    };
    const atom = isDeviceField(name)
      ? chooseDevice(model, name, choices, scope, values)
      : chooseValue(model, name, choices, scope, values);
    rest = restAt(bdd, field, left, atom);
  }
  return packetOf(model, scope.path, values);
}

/** Atoms that a field can have. To ask for one is quick, to list them all is not. */
interface Choices {
  readonly has: (atom: number) => boolean;
  readonly all: () => readonly number[];
}

function chooseDevice(model: Model, name: DeviceField, choices: Choices, { question }: Scope, values: Values): number {
  const names = model.vocabulary.names[name];
  const choice = question.devices.get(name);
  const asked = choice && isList(choice) ? choice : [];
  // The bridge is seen on both sides; a frame does not leave by the port that it came in by.
  const twin = name === 'out' && values.in !== undefined ? [values.in] : [];
  const isAllowed = (candidate: string) =>
    choices.has(classOf(names, candidate)) && (candidate === '' || allowsDevice(choice, candidate));
  const isFit = (candidate: string) => name !== 'physdevIn' || candidate !== values.physdevOut;
  const pick = (candidates: readonly string[]) => candidates.find((one) => isFit(one) && isAllowed(one));
  const atoms = choices.all();
  const examples = () => atoms.map((atom) => exampleName(names.classes[atom]));
  const found = pick([...twin, ...asked]) ?? pick(examples()) ?? [...twin, ...asked, ...examples()].find(isAllowed);
  // All examples are left out by the question, but names that no rule has are many.
  const chosen = found ?? `${exampleName(names.classes[atoms[0] ?? noDevice])}x`;
  if (chosen === '') return noDevice;
  values[name] = chosen;
  return classOf(names, chosen);
}

function chooseValue(model: Model, name: NumericField, choices: Choices, { question }: Scope, values: Values): number {
  const alphabet = model.vocabulary.alphabets[name];
  const asked = question.values.get(name);
  const isAllowed = (value: Point) =>
    choices.has(atomAt(alphabet, value)) &&
    (!asked || asked.some(({ first, last }) => first <= value && value <= last));
  const value = preferred(model, name, values).find(isAllowed) ?? likely(model, name, choices.all(), question, values);
  values[name] = value;
  return atomAt(alphabet, value);
}

/** What the field mostly has. */
function preferred(model: Model, name: NumericField, values: Values): readonly Point[] {
  switch (name) {
    case 'fragment':
    case 'ctState':
      return [0, 1, 2, 3, 4];
    case 'protocol':
      return [6, 17, model.family === 'ipv4' ? 1 : 58];
    case 'tcpFlags':
      return (values.ctState === 0 ? ([['SYN'], ['ACK']] as const) : ([['ACK'], ['SYN', 'ACK'], ['SYN']] as const)).map(
        flagsNumber,
      );
    case 'destinationPort':
      return [22, 80, 443, 53, 8080, 40_000];
    case 'sourcePort':
      return [40_000, 50_000, 1024];
    case 'icmp':
      return [8 * 256, 128 * 256, 0];
    case 'macSource':
      return [0xfa163e000001];
    case 'macDestination':
      return [0xfa163e000002];
    case 'ttl':
      return [64];
    case 'length':
      return [100];
    case 'source':
    case 'destination':
      return strangers[model.family]
        .map((text) => addressPointOf(text, model.family) ?? 0)
        .filter((address) => address !== values.source);
  }
}

/** Addresses that nobody has, for an end that may be anywhere. */
const strangers = {
  ipv4: ['192.0.2.10', '198.51.100.20'],
  ipv6: ['2001:db8::10', '2001:db8::20'],
} as const;

/** The first value; of addresses the first that looks like a host's and is not the other end's. */
function likely(
  model: Model,
  name: NumericField,
  atoms: readonly number[],
  question: Scope['question'],
  values: Values,
): Point {
  const intervals = valuesIn(model, name, atoms, question);
  const first = intervals[0]?.first ?? model.vocabulary.alphabets[name].whole.first;
  if (name !== 'source' && name !== 'destination') return first;
  const [low = first, high = first] = hosts[model.family].map((text) => addressPointOf(text, model.family) ?? first);
  const candidates = [...common(intervals, [{ first: low, last: high }]), ...intervals].flatMap(someOf);
  return candidates.find((value) => value !== values.source) ?? first;
}

/** Addresses of hosts lie between: no "this network", no multicast. */
const hosts = {
  ipv4: ['1.0.0.0', '223.255.255.255'],
  ipv6: ['1::', 'fe7f:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
} as const;

/** A few addresses of an interval, those that are no network first. */
function someOf({ first, last }: Interval): readonly Point[] {
  if (first === last) return [first];
  const second = after(first);
  return second === last ? [second, first] : [second, after(second), last, first];
}

function packetOf(model: Model, path: Path, values: Values): Packet {
  const number = (name: NumericField) => Number(values[name] ?? 0);
  const protocol = number('protocol');
  const icmp = number('icmp');
  const state = ctStates[number('ctState')];
  return {
    family: model.family,
    path,
    ...(values.in !== undefined && { in: values.in }),
    ...(values.out !== undefined && { out: values.out }),
    ...(values.physdevIn !== undefined && { physdevIn: values.physdevIn }),
    ...(values.physdevOut !== undefined && { physdevOut: values.physdevOut }),
    macSource: macText(number('macSource')),
    macDestination: macText(number('macDestination')),
    source: addressText(values.source ?? 0, model.family),
    destination: addressText(values.destination ?? 0, model.family),
    protocol,
    ...(hasPorts(protocol) && { sourcePort: number('sourcePort'), destinationPort: number('destinationPort') }),
    ...(protocol === 6 && { tcpFlags: flagsOf(number('tcpFlags')) }),
    ...((protocol === 1 || protocol === 58) && { icmpType: icmp >> 8, icmpCode: icmp & 255, icmpId: 1 }),
    ...(values.fragment === 1 && { laterFragment: true }),
    ttl: number('ttl'),
    length: number('length'),
    ...(state && { ctState: state }),
  };
}
