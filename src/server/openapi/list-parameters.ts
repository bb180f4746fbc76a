import type { ResourceTable } from '../../store/index.ts';
import { boolean } from '../resource/kind.ts';
import type { AnyResource, Attribute } from '../resource/resource.ts';
import { type Schema, list, plain } from '../resource/schema.ts';
import { isTagged, tagFilters } from '../resource/tags.ts';
import { type Parameter, inQuery } from './operation.ts';
import { shownAs } from './resource-schemas.ts';

export const fieldsParameter: Parameter = inQuery(
  'fields',
  list(plain.text),
  'Only these attributes. Names that are none are passed over.',
);

/** What the list of a resource may be asked for: its filters, how it is sorted, which page of it. */
export function listParameters(resource: AnyResource): readonly Parameter[] {
  return [
    ...filters(resource),
    inQuery('changed_since', plain.time, 'Changed then or later.'),
    ...(isTagged(resource) ? [...tagFilters].map((name) => inQuery(name, list(plain.text), tagSentences[name])) : []),
    fieldsParameter,
    inQuery('sort_key', list({ enum: sortKeys(resource) }), 'With as many sort_dir. Without it: by creation.'),
    inQuery('sort_dir', list({ enum: ['asc', 'desc'] }), 'One for each sort_key.'),
    inQuery('limit', { type: 'integer', minimum: 0 }, 'Most in one answer; 0: no limit.'),
    inQuery('marker', plain.text, 'Id of the last one seen: the list goes on after it.'),
    inQuery('page_reverse', orText(plain.boolean), 'The page before the marker instead. Words but `true` are no.'),
  ];
}

const tagSentences: Readonly<Record<string, string>> = {
  tags: 'Having all of these, separated by commas.',
  'tags-any': 'Having one of these.',
  'not-tags': 'Lacking one of these.',
  'not-tags-any': 'Lacking all of these.',
};

/** Keys given more than once mean any of their values. */
function filters(resource: AnyResource): readonly Parameter[] {
  const declared = Object.entries(resource.attributes)
    .filter(([, { filter = false }]) => filter !== false)
    .map(([name, attribute]) => inQuery(name, list(filterSchema(attribute))));
  if (resource.isGlobal) return declared;
  return [...declared, inQuery('project_id', list(plain.text)), inQuery('tenant_id', list(plain.text))];
}

/** What cannot be a value is refused for booleans and some numbers, and matches nothing for all else. */
function filterSchema(attribute: Attribute<ResourceTable>): Schema {
  if (attribute.filterSchema !== undefined) return attribute.filterSchema;
  const types = [(shownAs(attribute) ?? attribute.kind.shown).type].flat();
  if (types.includes('boolean')) return boolean.schema;
  return types.includes('integer') ? orText(plain.integer) : plain.text;
}

function orText(schema: Schema): Schema {
  return { anyOf: [schema, { ...plain.text, deprecated: true }] };
}

export function sortKeys(resource: AnyResource): readonly string[] {
  const declared = Object.entries(resource.attributes).filter(([, { sort }]) => sort === true);
  return [...declared.map(([name]) => name), ...(resource.isGlobal ? [] : ['project_id', 'tenant_id'])];
}
