import type { Condition, ResourceTable, Row, Writer } from '../../store/index.ts';
import { generic, tag as refusals } from '../errors.ts';
import { isObject, printed } from './kind.ts';
import type { AnyResource, Call, Shown } from './resource.ts';
import { rowsWhere } from './rows.ts';
import type { Schema } from './schema.ts';

/** Tags of one resource: the same rows for all resources that declare the attribute. Section 10. */

const longestTag = 255;
export const tagSchema: Schema = { type: 'string', maxLength: longestTag };
const mostTags = 1000;

export function isTagged(resource: AnyResource): boolean {
  return Object.hasOwn(resource.attributes, 'tags');
}

/** Bodies with their tags, by one statement for all. */
export async function withTags(resource: AnyResource, call: Call, items: readonly Shown[]): Promise<readonly Shown[]> {
  if (!isTagged(resource) || items.length === 0) return items;
  const tags = new Map<string, string[]>();
  const ids = items.map((item) => item.id);
  for (const row of await rowsWhere(call.tx, 'tags', 'resource_id', ids)) {
    if (row.table_name !== resource.table) continue;
    const known = tags.get(row.resource_id);
    if (known) known.push(row.tag);
    else tags.set(row.resource_id, [row.tag]);
  }
  return items.map((item) => ({ ...item, tags: (tags.get(item.id) ?? []).sort() }));
}

export async function tagsOf(resource: AnyResource, call: Call, id: string): Promise<readonly string[]> {
  const rows = await rowsWhere(call.tx, 'tags', 'resource_id', [id]);
  return rows
    .filter((row) => row.table_name === resource.table)
    .map((row) => row.tag)
    .sort();
}

/** Gives a new resource its tags; its revision is that of a new resource still. */
export async function insertTags(
  resource: AnyResource,
  call: Call<Writer>,
  id: string,
  tags: readonly string[],
): Promise<void> {
  const unique = [...new Set(tags)];
  if (unique.length === 0) return;
  await call.tx.insert(
    'tags',
    unique.map((tag) => ({ table_name: resource.table, resource_id: id, tag })),
  );
}

/** Brings a resource from the tags that it has to others. Its revision grows, also when they are the same. */
export async function setTags(
  resource: AnyResource,
  call: Call<Writer>,
  row: Row<ResourceTable>,
  tags: readonly string[],
): Promise<void> {
  if (new Set(tags).size > mostTags) throw generic.invalidInput(`more than ${mostTags} tags.`);
  await call.tx.clear('tags', [
    { column: 'table_name', in: [resource.table] },
    { column: 'resource_id', in: [row.id] },
  ]);
  await insertTags(resource, call, row.id, tags);
  await call.tx.update(resource.table, row.id, {});
}

/** `{"tags": ["a", "b"]}` of a PUT or a POST. */
export function readTags(body: unknown): readonly string[] {
  const tags = isObject(body) ? body['tags'] : undefined;
  if (tags === undefined) throw generic.invalidInput('Invalid tags body.');
  if (!Array.isArray(tags)) throw generic.invalidInput(`'${printed(tags)}' is not a list.`);
  const read = tags.map(readTag);
  if (new Set(read).size < read.length) throw refusals.twice(read);
  return read;
}

export function readTag(value: unknown): string {
  if (typeof value !== 'string') throw generic.invalidInput(`'${printed(value)}' is not a valid string.`);
  if ([...value].length > longestTag) {
    throw generic.invalidInput(`'${value}' exceeds maximum length of ${longestTag}.`);
  }
  if (value.includes('\0')) throw generic.invalidInput('a zero byte is not allowed in a tag.');
  return value;
}

export const tagFilters: ReadonlySet<string> = new Set(['tags', 'tags-any', 'not-tags', 'not-tags-any']);

/** `tags=a,b`: all of them; `tags-any`: one of them; `not-` either: the others. */
export function filterByTags(
  resource: AnyResource,
  key: string,
  texts: readonly string[],
): readonly Condition<ResourceTable>[] {
  const tags = [...new Set(texts.flatMap((text) => text.split(',')))].filter((one) => one !== '');
  const condition = (some: readonly string[], not: boolean): Condition<ResourceTable> => ({
    column: 'id',
    not,
    inTable: {
      table: 'tags',
      select: 'resource_id',
      where: [
        { column: 'table_name', in: [resource.table] },
        { column: 'tag', in: some },
      ],
    },
  });
  const having = (some: readonly string[]) => condition(some, false);
  const lacking = (some: readonly string[]) => condition(some, true);
  if (tags.length === 0) return [];
  switch (key) {
    case 'tags':
      return tags.map((one) => having([one]));
    case 'tags-any':
      return [having(tags)];
    case 'not-tags':
      return [{ any: tags.map((one) => lacking([one])) }];
    default:
      return [lacking(tags)];
  }
}
