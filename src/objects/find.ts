import type { Api } from './api.ts';
import { PortreeveError, isUuid, near } from '../model/index.ts';
import type { Kind, Named } from './kind.ts';
import { fetchRow, fetchRows } from './rows.ts';

/** Ids are shown cut to this on a terminal; a shorter start of an id is taken as well. */
export function shortId(id: string): string {
  return id.length > 8 ? `${id.slice(0, 8)}…` : id;
}

/**
 * The one object that a text means: its id, its name, what else it is known as (an address, a tap), or the start of
 * its id. The first of these that fits anything decides. Throws NOT_FOUND, with the nearest name, or AMBIGUOUS, with
 * the candidates.
 */
export async function findOne<Row extends Named>(api: Api, kind: Kind<Row>, text: string): Promise<Row> {
  if (isUuid(text)) {
    const row = await fetchRow(api, kind, text).catch(undefinedIfMissing);
    if (row !== undefined) return row;
  }
  // The list by name is short where the list of all is long: most texts are names.
  const query = `name=${encodeURIComponent(text)}`;
  const named = kind.nameless ? [] : (await fetchRows(api, kind, query)).filter((row) => row.name === text);
  return pickOne(named.length > 0 ? named : await fetchRows(api, kind), kind, text);
}

function undefinedIfMissing(error: unknown): undefined {
  if (error instanceof PortreeveError && error.details['status'] === 404) return undefined;
  throw error;
}

/** The same among objects that are already at hand. */
export function pickOne<Row extends Named>(rows: readonly Row[], kind: Kind<Row>, text: string): Row {
  const fits: readonly ((row: Row) => boolean)[] = [
    (row) => row.id === text,
    (row) => row.name === text,
    (row) => kind.alsoKnownAs?.(row).includes(text) === true,
    (row) => idPrefix.test(text) && row.id.startsWith(text.replace(/…$/, '')),
  ];
  for (const fit of fits) {
    const found = rows.filter(fit);
    const [first] = found;
    if (first !== undefined && found.length === 1) return first;
    if (first !== undefined) throw ambiguous(found, kind, text);
  }
  throw notFound(rows, kind, text);
}

const idPrefix = /^[0-9a-f][0-9a-f-]*…?$/;

function ambiguous<Row extends Named>(found: readonly Row[], kind: Kind<Row>, text: string): PortreeveError {
  const shown = found.slice(0, 5).map((row) => (row.name ? `${row.id} (${row.name})` : row.id));
  const candidates = shown.join(', ') + (found.length > shown.length ? ', …' : '');
  const details = { candidates: found.map((row) => row.id) };
  return new PortreeveError(
    'AMBIGUOUS',
    { nouns: `cli.${kind.noun}Many`, text, count: found.length, candidates },
    { details },
  );
}

function notFound<Row extends Named>(rows: readonly Row[], kind: Kind<Row>, text: string): PortreeveError {
  const names = rows.flatMap((row) => (row.name ? [row.name] : []));
  const meant = near(text, names);
  return meant === undefined
    ? new PortreeveError('NOT_FOUND', { noun: `cli.${kind.noun}`, text, list: kind.list })
    : new PortreeveError('NOT_FOUND_BUT_NEAR', { noun: `cli.${kind.noun}`, text, meant });
}
