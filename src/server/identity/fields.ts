import type { Scalar } from '../../store/index.ts';
import { refused } from './identity-error.ts';

/** One attribute of users, projects and the like that has a column of its own. */
export interface Field {
  read(value: unknown, name: string): Scalar;
  /** In a list's query string. Without it the list cannot be narrowed by it. */
  readonly filter?: (text: string) => Scalar;
  readonly isRequired?: true;
  /** Given at creation, then never changed. */
  readonly isFixed?: true;
  /** What a creation that leaves it out gets. */
  readonly initial?: Scalar;
}

export function text(min: number, max: number, more: Omit<Field, 'read'> = {}): Field {
  return {
    filter: (value) => value,
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
  return { ...field, initial: null, read: (value, name) => (value === null ? null : field.read(value, name)) };
}

export const enabled: Field = {
  initial: true,
  // As Keystone reads it: `?enabled` and every word but these is yes.
  filter: (value) => !['false', '0', 'no', 'off'].includes(value.toLowerCase()),
  read(value, name) {
    if (typeof value !== 'boolean') throw refused.badValue(name, 'it is not a boolean');
    return value;
  },
};

export const description: Field = {
  initial: '',
  read: (value, name) => (value === null ? '' : text(0, 65_535).read(value, name)),
};

export function oneOf(values: readonly string[], more: Omit<Field, 'read'> = {}): Field {
  return {
    filter: (value) => value,
    ...more,
    read(value, name) {
      if (typeof value !== 'string' || !values.includes(value)) {
        throw refused.badValue(name, `it is not one of ${values.join(', ')}`);
      }
      return value;
    },
  };
}
