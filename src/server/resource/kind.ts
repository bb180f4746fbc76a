import { addressVersion, isUuid, parseAddress, parseCidr, parseMac } from '../../model/index.ts';
import type { Scalar } from '../../store/index.ts';
import { generic } from '../errors.ts';
import { type Schema, list, nothing, nullable, object, plain } from './schema.ts';

/** What values an attribute takes: `read` checks and converts what a client sent, `filter` what a list asks for. */
export interface Kind<V> {
  readonly read: (value: unknown, attribute: string) => V;
  /** Filters are converted as values are, but not checked: what cannot be simply matches nothing. */
  readonly filter: (text: string) => Scalar;
  /** What `read` takes, in as far as a schema can tell: it refuses nothing that `read` takes. */
  readonly schema: Schema;
  /** What is shown of it, which is one form where several are taken. */
  readonly shown: Schema;
}

const asText = (text: string): Scalar => text;

export function kind<V>(
  read: Kind<V>['read'],
  schema: Schema,
  filter: Kind<V>['filter'] = asText,
  shown: Schema = schema,
): Kind<V> {
  return { read, filter, schema, shown };
}

/** A value as the reference prints it inside of its messages, which is as Python does. */
export function printed(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  return typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value);
}

export function stringUpTo(length: number): Kind<string> {
  return kind(
    (value, attribute) => {
      if (typeof value !== 'string') throw generic.badValue(attribute, `'${printed(value)}' is not a valid string.`);
      // Python counts code points; databases refuse the zero byte.
      if ([...value].length > length) {
        throw generic.badValue(attribute, `'${value}' exceeds maximum length of ${length}.`);
      }
      if (value.includes('\0')) throw generic.badValue(attribute, 'a zero byte is not allowed.');
      return value;
    },
    { type: 'string', maxLength: length },
  );
}

export function orNull<V>(inner: Kind<V>): Kind<V | null> {
  return kind(
    (value, attribute) => (value === null ? null : inner.read(value, attribute)),
    nullable(inner.schema),
    (text) => inner.filter(text),
    nullable(inner.shown),
  );
}

/** Null as if it had been left out. */
export function orUndefined<V>(inner: Kind<V>): Kind<V | undefined> {
  return kind(
    (value, name) => (value === null ? undefined : inner.read(value, name)),
    nullable(inner.schema),
    inner.filter,
    inner.shown,
  );
}

export function toBoolean(value: unknown): boolean {
  const text = typeof value === 'string' ? value.toLowerCase() : value;
  if (text === true || text === 1 || text === 'true' || text === '1') return true;
  if (text === false || text === 0 || text === 'false' || text === '0') return false;
  throw generic.invalidInput(`'${printed(value)}' cannot be converted to boolean.`);
}

const booleanSchema: Schema = {
  anyOf: [
    plain.boolean,
    { type: 'string', pattern: '^(?:[Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee]|[01])$', deprecated: true },
    { type: 'integer', enum: [0, 1], deprecated: true },
  ],
};

export const boolean: Kind<boolean> = kind(toBoolean, booleanSchema, toBoolean, plain.boolean);

const digits = /^\s*[+-]?\d+\s*$/;
const digitsSchema: Schema = { type: 'string', pattern: digits.source, deprecated: true };

function toInteger(value: unknown): number {
  const number = typeof value === 'string' && digits.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isSafeInteger(number)) {
    throw generic.invalidInput(`'${printed(value)}' is not an integer.`);
  }
  return number;
}

/** Integers also as strings of digits. Their bounds are those of what they are kept for. */
export function integer(min: number, max: number): Kind<number> {
  const shown: Schema = { type: 'integer', minimum: min, maximum: max };
  return kind(
    (value, attribute) => {
      const number = toInteger(value);
      if (number < min) throw generic.badValue(attribute, `'${number}' should be non-negative.`);
      if (number > max) throw generic.badValue(attribute, `'${number}' is too big: the maximum is ${max}.`);
      return number;
    },
    { anyOf: [shown, digitsSchema] },
    toInteger,
    shown,
  );
}

export function oneOf<V extends string | number>(values: readonly V[], convert?: Kind<unknown>): Kind<V> {
  const shown: Schema = { type: typeof values[0] === 'number' ? 'integer' : 'string', enum: values };
  const others = convert?.schema.anyOf?.filter((form) => form.deprecated) ?? [];
  return kind(
    (value, attribute) => {
      const converted = convert ? convert.read(value, attribute) : value;
      const found = values.find((candidate) => candidate === converted);
      if (found === undefined) throw generic.badValue(attribute, `${printed(value)} is not in valid_values.`);
      return found;
    },
    others.length === 0 ? shown : { anyOf: [shown, ...others] },
    convert?.filter,
    shown,
  );
}

export const uuid: Kind<string> = kind((value, attribute) => {
  const text = typeof value === 'string' ? value.toLowerCase() : value;
  if (typeof text !== 'string' || !isUuid(text)) {
    throw generic.badValue(attribute, `'${printed(value)}' is not a valid UUID.`);
  }
  return text;
}, plain.uuid);

export const mac: Kind<string> = kind(
  (value, attribute) => {
    const read = typeof value === 'string' ? parseMac(value) : undefined;
    // An address of a group (odd first octet) can be nobody's own.
    if (read === undefined || read === '00:00:00:00:00:00' || Number.parseInt(read.slice(0, 2), 16) % 2 === 1) {
      throw generic.badValue(attribute, `'${printed(value)}' is not a valid MAC address.`);
    }
    return read;
  },
  { type: 'string', format: 'mac-address', pattern: '^[0-9A-Fa-f:.-]{11,17}$' },
  (text) => parseMac(text) ?? text,
  { type: 'string', format: 'mac-address', pattern: '^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$' },
);

export const ipAddress: Kind<string> = kind(
  (value, attribute) => {
    const read = typeof value === 'string' ? parseAddress(value) : undefined;
    if (read === undefined) throw generic.badValue(attribute, `'${printed(value)}' is not a valid IP address.`);
    return read;
  },
  {
    anyOf: [
      { type: 'string', format: 'ipv4' },
      { type: 'string', format: 'ipv6' },
    ],
  },
  (text) => parseAddress(text) ?? text,
);

/** `10.0.0.0/24`, `2001:db8::/64`. */
export const cidrSchema: Schema = { type: 'string', format: 'cidr', pattern: '^[0-9A-Fa-f:.]+/[0-9]{1,3}$' };
/** The same, or a bare address. */
export const addressOrCidrSchema: Schema = {
  type: 'string',
  format: 'address-or-cidr',
  pattern: '^[0-9A-Fa-f:.]+(?:/[0-9]{1,3})?$',
};

/** A prefix in canonical form, host bits cleared. */
export const prefix: Kind<string> = kind(
  (value, attribute) => {
    const read = typeof value === 'string' && value.includes('/') ? parseCidr(value) : undefined;
    if (read === undefined) throw generic.badValue(attribute, `'${printed(value)}' is not a valid IP subnet.`);
    return read;
  },
  cidrSchema,
  (text) => (addressVersion(text.split('/')[0] ?? '') === undefined ? text : (parseCidr(text) ?? text)),
);

/** A list whose members are all of one kind; null is the empty list. */
export function listOf<V>(inner: Kind<V>, limit = 1000): Kind<readonly V[]> {
  return kind(
    (value, attribute) => {
      if (value === null) return [];
      if (!Array.isArray(value)) throw generic.badValue(attribute, `'${printed(value)}' is not a list.`);
      if (value.length > limit) throw generic.badValue(attribute, `more than ${limit} items.`);
      return value.map((item) => inner.read(item, attribute));
    },
    { type: ['array', 'null'], items: inner.schema, maxItems: limit },
    inner.filter,
    list(inner.shown),
  );
}

/** A list that has nothing twice. */
export function distinct<V extends string>(inner: Kind<readonly V[]>): Kind<readonly V[]> {
  return kind(
    (value, attribute) => {
      const items = inner.read(value, attribute);
      const twice = new Set(items.filter((item, index) => items.indexOf(item) < index));
      if (twice.size > 0) throw generic.badValue(attribute, `Duplicate items in the list: '${[...twice].join(', ')}'`);
      return items;
    },
    { ...inner.schema, uniqueItems: true },
    inner.filter,
    inner.shown,
  );
}

/** An object with known members, each of its own kind; `undefined` where one was left out that is not `needed`. */
export function record<K extends Readonly<Record<string, Kind<unknown>>>, N extends keyof K & string = never>(
  members: K,
  needed: readonly N[] = [],
): Kind<RecordOf<K, N>> {
  const each = (form: 'schema' | 'shown') =>
    Object.fromEntries(Object.entries(members).map(([name, inner]) => [name, inner[form]]));
  return kind(
    (value, attribute) => {
      if (!isObject(value)) throw generic.badValue(attribute, `'${printed(value)}' is not a dictionary.`);
      const unknown = Object.keys(value).filter((name) => !Object.hasOwn(members, name));
      if (unknown.length > 0) throw generic.badValue(attribute, `unexpected member '${unknown.join(', ')}'.`);
      const missing = needed.find((name) => !Object.hasOwn(value, name));
      if (missing !== undefined) throw generic.badValue(attribute, `'${missing}' is missing.`);
      const out: Record<string, unknown> = {};
      for (const [name, inner] of Object.entries(members)) {
        if (Object.hasOwn(value, name)) out[name] = inner.read(value[name], attribute);
      }
      return out as RecordOf<K, N>;
    },
    {
      type: 'object',
      properties: each('schema'),
      additionalProperties: false,
      ...(needed.length > 0 && { required: needed }),
    },
    asText,
    object(each('shown')),
  );
}

type RecordOf<K extends Readonly<Record<string, Kind<unknown>>>, N extends keyof K> = {
  readonly [M in keyof K]: (K[M] extends Kind<infer V> ? V : never) | (M extends N ? never : undefined);
};

/** Any object, as the client wrote it. */
export const anyObject: Kind<Readonly<Record<string, unknown>>> = kind(
  (value, attribute) => {
    if (value === null) return {};
    if (!isObject(value)) throw generic.badValue(attribute, `'${printed(value)}' is not a dictionary.`);
    if (JSON.stringify(value).length > 4095) throw generic.badValue(attribute, 'more than 4095 characters.');
    return value;
  },
  { type: ['object', 'null'], description: 'At most 4095 characters of JSON.' },
  asText,
  plain.object,
);

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An attribute that nobody may write, and what is shown of it. */
export function readOnly<V extends Scalar = string>(shown: Schema, filter: Kind<V>['filter'] = asText): Kind<V> {
  return kind(
    (_value, attribute) => {
      throw generic.readOnly(attribute);
    },
    nothing,
    filter,
    shown,
  );
}

export const readOnlyInteger = readOnly<number>(plain.integer, toInteger);
