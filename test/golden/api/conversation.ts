import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export interface Exchange {
  /** File, number and name: how the lists of differences call it. */
  readonly key: string;
  readonly as: 'admin' | 'demo' | 'alt' | 'nobody';
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: unknown;
    readonly raw_body?: string;
  };
  readonly response: { readonly status: number; readonly body?: unknown };
}

export function readConversation(): readonly Exchange[] {
  const folder = import.meta.dirname;
  const files = readdirSync(folder).filter((file) => /^\d\d-.*\.json$/.test(file));
  return files.sort().flatMap((file) => {
    const { exchanges } = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    return exchanges.map((exchange: Omit<Exchange, 'key'> & { name: string }, index: number) => ({
      ...exchange,
      key: `${file.slice(0, 2)}.${index + 1} ${exchange.name}`,
    }));
  });
}

/** Attributes that releases after the recorded one added to what it shows (a network had `router:external` then). */
const later = new Set(['belongs_to_default_sg', 'ip_availability_details', 'router:external']);

/** What the placeholders of the recording stand for in this run. */
export type Names = ReadonlyMap<string, unknown>;

const placeholder = /<[a-z][a-z0-9:_-]*>/gi;
/** Different at each sight, so nothing to remember. */
const fleeting = /^<(?:timestamp|request-id|endpoint|identity)>$/;

/** Fills in a request. Undefined if it names what no earlier answer told. */
export function fillIn<T>(value: T, names: Names): T | undefined {
  let isKnown = true;
  const text = JSON.stringify(value).replace(placeholder, (name) => {
    if (name === '<timestamp>') return '2020-01-01T00:00:00Z';
    const known = names.get(name);
    if (known === undefined) isKnown = false;
    return String(known);
  });
  return isKnown ? JSON.parse(text) : undefined;
}

/**
 * Whether an answer is the recorded one, and what its placeholders stand for then; else where the two part. Passed over,
 * as clients may not rely on them: the number of a revision, the inner `standard_attr_id`, null against an empty
 * description, the order of lists that have none.
 */
export function compare(
  expected: unknown,
  actual: unknown,
  names: Names,
  path = '$',
  isOrdered = false,
): Names | string {
  if (typeof expected === 'string') return compareText(expected, actual, names, path);
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) {
      return `${path}: expected ${expected.length} items, got ${JSON.stringify(actual)}`;
    }
    return isOrdered ? compareInOrder(expected, actual, names, path) : compareAsSet(expected, actual, names, path);
  }
  if (typeof expected === 'object' && expected !== null) {
    if (typeof actual !== 'object' || actual === null || Array.isArray(actual)) return `${path}: no object`;
    return compareObject(expected as Json, actual as Json, names, path, isOrdered);
  }
  return expected === actual ? names : `${path}: expected ${String(expected)}, got ${JSON.stringify(actual)}`;
}

type Json = Readonly<Record<string, unknown>>;

function compareObject(expected: Json, actual: Json, names: Names, path: string, isOrdered: boolean): Names | string {
  const keys = Object.keys(expected).filter((key) => key !== 'standard_attr_id');
  const more = Object.keys(actual).filter((key) => !keys.includes(key) && !later.has(key));
  if (more.length > 0) return `${path}: unexpected ${more.join(', ')}`;
  let now = names;
  for (const key of keys) {
    if (!Object.hasOwn(actual, key)) return `${path}.${key}: missing`;
    if (key === 'revision_number' && typeof actual[key] === 'number') continue;
    if (key === 'description' && !expected[key] && !actual[key]) continue;
    const next = compare(expected[key], actual[key], now, `${path}.${key}`, isOrdered || key.endsWith('_links'));
    if (typeof next === 'string') return next;
    now = next;
  }
  return now;
}

function compareText(expected: string, actual: unknown, names: Names, path: string): Names | string {
  const found = expected.match(placeholder) ?? [];
  if (typeof actual === 'number' && found[0] === expected) return bind(names, expected, actual, path);
  if (typeof actual !== 'string') return `${path}: expected ${expected}, got ${JSON.stringify(actual)}`;
  if (found.length === 0) return expected === actual ? names : `${path}: expected ${expected}, got ${actual}`;
  const pattern = expected.split(placeholder).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const match = new RegExp(`^${pattern.join('(.+?)')}$`, 's').exec(actual);
  if (match === null) return `${path}: expected ${expected}, got ${actual}`;
  let now = names;
  for (const [index, name] of found.entries()) {
    const next = bind(now, name, match[index + 1], path);
    if (typeof next === 'string') return next;
    now = next;
  }
  return now;
}

function bind(names: Names, name: string, value: unknown, path: string): Names | string {
  if (fleeting.test(name)) return names;
  const known = names.get(name);
  if (known === undefined) return new Map([...names, [name, value]]);
  return known === value ? names : `${path}: ${name} was ${String(known)}, is ${String(value)}`;
}

function compareInOrder(expected: readonly unknown[], actual: readonly unknown[], names: Names, path: string) {
  let now = names;
  for (const [index, item] of expected.entries()) {
    const next = compare(item, actual[index], now, `${path}[${index}]`, true);
    if (typeof next === 'string') return next;
    now = next;
  }
  return now;
}

/** Finds for each recorded item one of the answer's that it can be, trying the next when that leads nowhere. */
function compareAsSet(
  expected: readonly unknown[],
  actual: readonly unknown[],
  names: Names,
  path: string,
): Names | string {
  const [first, ...rest] = expected;
  if (expected.length === 0) return names;
  let why = '';
  for (const [index, item] of actual.entries()) {
    const next = compare(first, item, names, `${path}[${index}]`);
    if (typeof next === 'string') {
      why ||= next;
      continue;
    }
    const whole = compareAsSet(rest, actual.toSpliced(index, 1), next, path);
    if (typeof whole !== 'string') return whole;
    why ||= whole;
  }
  return why;
}
