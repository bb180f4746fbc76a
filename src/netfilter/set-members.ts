import { cidrParts, parseCidr } from '../model/index.ts';
import { printedCidr } from './printed-address.ts';

/**
 * A member as `ipset save` prints it: host bits cleared, `/32` and `/128` left out. Anything that is not an address
 * or prefix (members of other types, options after the address) stays as it is.
 */
export function printedMember(member: string): string {
  const cidr = parseCidr(member);
  if (cidr === undefined) return member;
  const printed = printedCidr(cidr);
  return printed.endsWith(cidr.includes(':') ? '/128' : '/32') ? printed.slice(0, printed.lastIndexOf('/')) : printed;
}

/**
 * Members as a set of type hash:net can hold them: as printed, once each. The type refuses `/0`; its two halves stand
 * for it (Neutron writes them too).
 */
export function settableMembers(members: Iterable<string>): Set<string> {
  const printed = new Set<string>();
  for (const member of members) {
    const one = printedMember(member);
    for (const part of halvesOfAll.get(one) ?? [one]) printed.add(part);
  }
  return printed;
}

/** Unique, by IP version, then address as a number, then length; members that are no addresses come last, by text. */
export function sortedMembers(members: Iterable<string>): readonly string[] {
  const keyed: { readonly text: string; readonly key: SortKey | undefined }[] = [];
  for (const text of new Set(members)) {
    const cidr = parseCidr(text);
    keyed.push({ text, key: cidr && cidrParts(cidr) });
  }
  keyed.sort((a, b) => compareKeys(a.key, b.key) || (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
  return keyed.map(({ text }) => text);
}

type SortKey = ReturnType<typeof cidrParts>;

const halvesOfAll: ReadonlyMap<string, readonly string[]> = new Map([
  ['0.0.0.0/0', ['0.0.0.0/1', '128.0.0.0/1']],
  ['::/0', ['::/1', '8000::/1']],
]);

function compareKeys(a: SortKey | undefined, b: SortKey | undefined): number {
  if (a === undefined || b === undefined) return (a === undefined ? 1 : 0) - (b === undefined ? 1 : 0);
  if (a.version !== b.version) return a.version - b.version;
  if (a.first !== b.first) return a.first < b.first ? -1 : 1;
  return a.length - b.length;
}
