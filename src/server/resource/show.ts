import type { ResourceTable, Row } from '../../store/index.ts';
import type { Caller } from '../identity.ts';
import { pick, readable } from './readable.ts';
import type { AnyResource, Call, Shown } from './resource.ts';
import { withTags } from './tags.ts';

/** Bodies of rows, with what the frame itself knows of them. */
export async function showRows(
  resource: AnyResource,
  call: Call,
  rows: readonly Row<ResourceTable>[],
): Promise<readonly Shown[]> {
  return withTags(resource, call, await resource.show(call, rows));
}

/** Makes the JSON texts of rows, as the caller may read them. `fields`: only these; none: all. */
export type Texts = (
  call: Call,
  rows: readonly Row<ResourceTable>[],
  fields: readonly string[],
) => Promise<readonly string[]>;

/** How many texts are kept: of a port about 1 kB each. */
const mostKept = 20_000;

/**
 * Texts of one resource for one server. Where `revisionTellsAll`, the text of a row that did not change is the one
 * that was made before: large lists are asked for again and again, and of a thousand ports few are others each time.
 * A row is known by its creation and its revision, both of the same snapshot as the list, whoever wrote it.
 */
export function createTexts(resource: AnyResource): Texts {
  const make: Texts = async (call, rows, fields) =>
    (await showRows(resource, call, rows)).map((item) =>
      JSON.stringify(pick(readable(resource, item, call.caller), fields)),
    );
  if (!resource.revisionTellsAll) return make;

  const kept = { admin: new Map<number, Kept>(), others: new Map<number, Kept>() };
  return async (call, rows, fields) => {
    if (fields.length > 0) return make(call, rows, fields);
    const known = kept[sightOf(call.caller)];
    const missing = rows.filter((row) => known.get(row.seq)?.revision !== row.revision_number);
    if (missing.length > 0) {
      const made = await make(call, missing, fields);
      if (known.size + missing.length > mostKept) known.clear();
      missing.forEach((row, index) => known.set(row.seq, { revision: row.revision_number, text: made[index] ?? '' }));
    }
    return rows.map((row) => known.get(row.seq)?.text ?? '');
  };
}

interface Kept {
  readonly revision: number;
  readonly text: string;
}

/** What of an attribute's rights makes a difference: see `readable`. */
function sightOf(caller: Caller): 'admin' | 'others' {
  return caller.isAdmin ? 'admin' : 'others';
}
