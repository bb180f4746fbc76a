import { LimitReached } from './too-large.ts';

/**
 * Names of devices in classes that no rule tells apart: no device, each name that a rule writes out, and for each
 * `prefix+` the names that begin so and are in no narrower class. All that begin alike have numbers in a row.
 */
export interface DeviceNames {
  readonly classes: readonly DeviceClass[];
  readonly byName: ReadonlyMap<string, number>;
  /** Of the names that begin with it and are named nowhere else. */
  readonly byPrefix: ReadonlyMap<string, number>;
}

export type DeviceClass =
  | { readonly kind: 'none' }
  | { readonly kind: 'name'; readonly name: string }
  /** `example`: one of them that the rules do not name. */
  | { readonly kind: 'rest'; readonly prefix: string; readonly example: string };

/** No device: its number in each alphabet of names. */
export const noDevice = 0;

/** Patterns as rules write them: `eth0`, `tap+`. */
export function makeDeviceNames(patterns: ReadonlySet<string>, mostAtoms: number): DeviceNames {
  const names = new Set<string>();
  const prefixes = new Set<string>(['']);
  for (const pattern of patterns) {
    if (pattern.endsWith('+')) prefixes.add(pattern.slice(0, -1));
    else if (pattern !== '') names.add(pattern);
  }
  if (names.size + prefixes.size >= mostAtoms) throw new LimitReached('atoms', mostAtoms);
  const keys = [
    ...[...prefixes].map((text) => ({ text, isPrefix: true })),
    ...[...names].map((text) => ({ text, isPrefix: false })),
  ];
  keys.sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : Number(b.isPrefix) - Number(a.isPrefix)));
  const classes: DeviceClass[] = [{ kind: 'none' }];
  const byName = new Map<string, number>();
  const byPrefix = new Map<string, number>();
  for (const { text, isPrefix } of keys) {
    (isPrefix ? byPrefix : byName).set(text, classes.length);
    classes.push(
      isPrefix
        ? { kind: 'rest', prefix: text, example: exampleOf(text, names, prefixes) }
        : { kind: 'name', name: text },
    );
  }
  return { classes, byName, byPrefix };
}

/** Classes whose names the pattern holds for, ascending: as `-i` does, for which no device is the empty name. */
export function classesOf({ classes, byName, byPrefix }: DeviceNames, pattern: string): readonly number[] {
  if (pattern === '') return [noDevice];
  if (!pattern.endsWith('+')) {
    const found = byName.get(pattern);
    return found === undefined ? [] : [found];
  }
  const prefix = pattern.slice(0, -1);
  if (prefix === '') return classes.map((_, number) => number);
  const out: number[] = [];
  for (let at = byPrefix.get(prefix) ?? classes.length; at < classes.length; at += 1) {
    if (!exampleName(classes[at]).startsWith(prefix)) break;
    out.push(at);
  }
  return out;
}

/** Class of the device of this name; undefined: none. */
export function classOf({ byName, byPrefix }: DeviceNames, name: string | undefined): number {
  if (name === undefined || name === '') return noDevice;
  const exact = byName.get(name);
  if (exact !== undefined) return exact;
  for (let length = name.length; length > 0; length -= 1) {
    const found = byPrefix.get(name.slice(0, length));
    if (found !== undefined) return found;
  }
  return byPrefix.get('') ?? noDevice;
}

/** A device of the class; empty for none. */
export function exampleName(deviceClass: DeviceClass | undefined): string {
  if (!deviceClass || deviceClass.kind === 'none') return '';
  return deviceClass.kind === 'name' ? deviceClass.name : deviceClass.example;
}

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789_-.';

/** A name that begins with the prefix, that no rule writes out and that no longer prefix holds for. */
function exampleOf(prefix: string, names: ReadonlySet<string>, prefixes: ReadonlySet<string>): string {
  for (let n = 0; ; n += 1) {
    const name = exampleNumber(prefix, n);
    if (names.has(name)) continue;
    let isNarrower = false;
    for (let length = prefix.length + 1; length <= name.length && !isNarrower; length += 1) {
      isNarrower = prefixes.has(name.slice(0, length));
    }
    if (!isNarrower) return name;
  }
}

/** Every rule can take one of them, so that one is left; which letters stand in it at last does not matter. */
function exampleNumber(prefix: string, n: number): string {
  if (n === 0) return prefix === '' ? 'other' : prefix;
  return prefix + (letters[n - 1] ?? String.fromCodePoint(0xa1 + n));
}
