import type { Scalar } from '../../store/index.ts';
import { type Schema, nullable, plain, words } from '../resource/schema.ts';
import { refused } from './identity-error.ts';

/** One attribute of users, projects and the like that has a column of its own. */
export interface Field {
  read(value: unknown, name: string): Scalar;
  /** What it takes. */
  readonly schema: Schema;
  /** In a list's query string. Without it the list cannot be narrowed by it. */
  readonly filter?: (text: string) => Scalar;
  readonly isRequired?: true;
  /** Given at creation, then never changed. */
  readonly isFixed?: true;
  /** What a creation that leaves it out gets. */
  readonly initial?: Scalar;
}

type More = Omit<Field, 'read' | 'schema'>;

export function text(min: number, max: number, more: More = {}): Field {
  return {
    filter: (value) => value,
    schema: { type: 'string', ...(min > 0 && { minLength: min }), maxLength: max },
    ...more,
    read(value, name) {
      if (typeof value !== 'string') throw refused.badValue(name, 'it is not a string');
      if (value.includes('\0')) throw refused.badValue(name, 'it has a zero byte');
      if (value.trim().length < min) throw refused.badValue(name, 'it is too short');
      if (value.length > max) throw refused.badValue(name, `it is longer than ${max} characters`);
      return value;
    },
  };
}

export function orNull(field: Field): Field {
  return {
    ...field,
    initial: null,
    schema: nullable(field.schema),
    read: (value, name) => (value === null ? null : field.read(value, name)),
  };
}

export const enabled: Field = {
  initial: true,
  schema: plain.boolean,
  // As Keystone reads it: `?enabled` and every word but these is yes.
  filter: (value) => !['false', '0', 'no', 'off'].includes(value.toLowerCase()),
  read(value, name) {
    if (typeof value !== 'boolean') throw refused.badValue(name, 'it is not a boolean');
    return value;
  },
};

const longText = text(0, 65_535);

export const description: Field = {
  initial: '',
  schema: nullable(longText.schema),
  read: (value, name) => (value === null ? '' : longText.read(value, name)),
};

export function oneOf(values: readonly string[], more: More = {}): Field {
  return {
    filter: (value) => value,
    schema: words(...values),
    ...more,
    read(value, name) {
      if (typeof value !== 'string' || !values.includes(value)) {
        throw refused.badValue(name, `it is not one of ${values.join(', ')}`);
      }
      return value;
    },
  };
}
