import type { Family } from '../../netfilter/index.ts';
import { type Alphabet, makeAlphabet } from './alphabet.ts';
import { Asked } from './asked.ts';
import { type DeviceNames, makeDeviceNames } from './device-names.ts';
import { type Field, type FieldName, bitsFor, fieldNames } from './field.ts';
import type { SetShapes } from './set-shape.ts';
import type { SymbolicHost } from './symbolic-host.ts';
import { type ValueKind, valueKinds, wholeOf } from './value-kind.ts';

/** What the rules at hand can tell packets apart by: the atoms of each field, and the variables that they are written in. */
export interface Vocabulary {
  readonly family: Family;
  readonly fields: { readonly [name in FieldName]: Field };
  readonly alphabets: { readonly [name in NumericField]: Alphabet };
  readonly names: { readonly [name in DeviceField]: DeviceNames };
  /** First level after the fields: variables for matches that cannot be answered. */
  readonly end: number;
}

export type DeviceField = 'in' | 'out' | 'physdevIn' | 'physdevOut';
export type NumericField = Exclude<FieldName, DeviceField>;

export const deviceFields: readonly DeviceField[] = ['in', 'out', 'physdevIn', 'physdevOut'];

/** Fields that are drawn from the same values, so that both ends of a packet can be exchanged. */
const kinds: { readonly [name in NumericField]: ValueKind } = {
  fragment: 'fragment',
  ctState: 'ctState',
  protocol: 'protocol',
  tcpFlags: 'tcpFlags',
  destinationPort: 'port',
  icmp: 'icmp',
  sourcePort: 'port',
  source: 'address',
  destination: 'address',
  macSource: 'mac',
  macDestination: 'mac',
  ttl: 'ttl',
  length: 'length',
};

/** Collects what the rules ask for and makes the coarsest atoms that answer all of it. */
export function makeVocabulary(
  family: Family,
  hosts: ReadonlyMap<SymbolicHost, SetShapes>,
  mostAtoms: number,
): Vocabulary {
  const asked = new Asked(family);
  for (const [host, shapes] of hosts) {
    for (const table of host.rules.tables.values()) {
      for (const chain of table.chains.values()) {
        for (const rule of chain.rules) {
          for (const match of rule.matches) asked.add(match, shapes);
          asked.addTarget(rule.target);
        }
      }
    }
  }
  const made = new Map(
    valueKinds.map((kind) => [kind, makeAlphabet(wholeOf(kind, family), asked.predicates(kind), mostAtoms)]),
  );
  const alphabetOf = (name: NumericField): Alphabet => {
    const alphabet = made.get(kinds[name]);
    if (!alphabet) throw new Error(`no alphabet for ${name}`);
    return alphabet;
  };
  const interfaces = makeDeviceNames(asked.interfaces, mostAtoms);
  const ports = makeDeviceNames(asked.bridgePorts, mostAtoms);
  const names = { in: interfaces, out: interfaces, physdevIn: ports, physdevOut: ports };
  const alphabets = byName(fieldNames.filter((name) => !isDeviceField(name)) as NumericField[], alphabetOf);
  let base = 0;
  const fields = byName(fieldNames, (name): Field => {
    const size = isDeviceField(name) ? names[name].classes.length : alphabets[name].size;
    const field = { name, base, bits: bitsFor(size), size };
    base += field.bits;
    return field;
  });
  return { family, fields, alphabets, names, end: base };
}

export function isDeviceField(name: FieldName): name is DeviceField {
  return deviceFields.some((field) => field === name);
}

function byName<N extends string, T>(names: readonly N[], make: (name: N) => T): { readonly [name in N]: T } {
  const entries = names.map((name): [N, T] => [name, make(name)]);
  return Object.fromEntries(entries) as { readonly [name in N]: T };
}
