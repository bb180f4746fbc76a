import { type Id, PortreeveError, addressVersion, asId, nearest, parseCidr, parseMac } from '../model/index.ts';
import type { ErrorCode, Params } from '../words/index.ts';

/**
 * A value inside a JSON document, and where it stands. The way to it is written out only for an error, so that
 * reading a large document costs no path of each of its members.
 */
export interface Place {
  readonly value: unknown;
  readonly parent: Place | null;
  readonly key: string | number;
}

export function rootPlace(value: unknown): Place {
  return { value, parent: null, key: '$' };
}

/** "ports[3].fixed_ips[0].ip_address"; "$" for the document itself. */
export function pathOf(place: Place): string {
  if (!place.parent) return String(place.key);
  const own = typeof place.key === 'number' ? `[${place.key}]` : place.key;
  if (!place.parent.parent) return typeof place.key === 'number' ? `$${own}` : own;
  return typeof place.key === 'number' ? pathOf(place.parent) + own : `${pathOf(place.parent)}.${own}`;
}

/** An error about a place: its path is added to the params and the details. */
export function wrong(code: ErrorCode, place: Place, params: Params = {}): PortreeveError {
  const path = pathOf(place);
  return new PortreeveError(code, { path, ...params }, { details: { path, ...params } });
}

/** A member of an object; its value is undefined if it, or the object, is absent. */
export function at(place: Place, key: string): Place {
  if (place.value === undefined) return { value: undefined, parent: place, key };
  const members = object(place);
  return { value: Object.hasOwn(members, key) ? members[key] : undefined, parent: place, key };
}

/** Whether the member is there and not null. */
export function given(place: Place): boolean {
  return place.value !== undefined && place.value !== null;
}

export function object(place: Place): Readonly<Record<string, unknown>> {
  if (isObject(place.value)) return place.value;
  throw wrongType(place, 'object');
}

/** Refuses members of an object that are not in the list, and names the nearest one that is. */
export function forbidUnknown(
  place: Place,
  known: readonly string[],
  code: 'STATE_UNKNOWN_MEMBER' | 'STATE_UNKNOWN_OPTION' | 'PACKET_UNKNOWN_MEMBER' = 'STATE_UNKNOWN_MEMBER',
): void {
  for (const [key, member] of entries(place)) {
    if (!known.includes(key)) throw wrong(code, { ...member, key: shown(key) }, { nearest: nearest(key, known) });
  }
}

/** The members of an object, in its order. */
export function entries(place: Place): readonly (readonly [string, Place])[] {
  return Object.entries(object(place)).map(([key, value]) => [key, { value, parent: place, key }]);
}

/** The items of a list. */
export function items(place: Place): readonly Place[] {
  if (!Array.isArray(place.value)) throw wrongType(place, 'array');
  return place.value.map((value: unknown, key) => ({ value, parent: place, key }));
}

/** The items of a list that may be absent. */
export function optionalItems(place: Place): readonly Place[] {
  return given(place) ? items(place) : [];
}

export function text(place: Place): string {
  if (typeof place.value === 'string') return place.value;
  throw wrongType(place, 'string');
}

export function optionalText(place: Place, otherwise: string): string {
  return given(place) ? text(place) : otherwise;
}

export function optionalFlag(place: Place, otherwise: boolean): boolean {
  if (!given(place)) return otherwise;
  if (typeof place.value === 'boolean') return place.value;
  throw wrongType(place, 'boolean');
}

export function integer(place: Place, min: number, max: number): number {
  const { value } = place;
  if (typeof value !== 'number') throw wrongType(place, 'integer');
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw wrong('STATE_BAD_NUMBER', place, { text: value, min, max });
}

export function optionalInteger(place: Place, min: number, max: number): number | null {
  return given(place) ? integer(place, min, max) : null;
}

/** One of a few words. */
export function choice<T extends string>(place: Place, allowed: readonly T[]): T {
  const found = text(place);
  const match = allowed.find((word) => word === found);
  if (match !== undefined) return match;
  throw wrong('STATE_BAD_CHOICE', place, { text: shown(found), allowed: allowed.join(', ') });
}

// Ids become part of chain names, set names and commands.
const idForm = /^[0-9A-Za-z][0-9A-Za-z_.-]{0,63}$/;

export function id<I extends Id<string>>(place: Place): I {
  const found = text(place);
  if (idForm.test(found)) return asId<I>(found);
  throw wrong('STATE_BAD_ID', place, { text: shown(found) });
}

/** An address, in the spelling of the document. */
export function address(place: Place): string {
  const found = text(place);
  if (addressVersion(found) !== undefined) return found;
  throw wrong('STATE_BAD_ADDRESS', place, { text: shown(found) });
}

/** An address or a CIDR, in the spelling of the document. */
export function cidr(place: Place): string {
  const found = text(place);
  if (parseCidr(found) !== undefined) return found;
  throw wrong('STATE_BAD_CIDR', place, { text: shown(found) });
}

/** A MAC address, in the spelling of the document. */
export function mac(place: Place): string {
  const found = text(place);
  if (parseMac(found) !== undefined) return found;
  throw wrong('STATE_BAD_MAC', place, { text: shown(found) });
}

/** A text of the document as a sentence can show it: on one line, not endless. */
export function shown(found: string): string {
  const line = JSON.stringify(found).slice(1, -1);
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}

function wrongType(place: Place, expected: string): PortreeveError {
  if (place.value === undefined) return wrong('STATE_MEMBER_MISSING', place, { expected });
  return wrong('STATE_WRONG_TYPE', place, { expected, found: typeName(place.value) });
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
