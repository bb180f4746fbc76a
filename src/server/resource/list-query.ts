import type { ColumnName, Condition, ResourceTable, SortKey } from '../../store/index.ts';
import { generic } from '../errors.ts';
import type { Caller } from '../identity.ts';
import type { Settings } from '../settings.ts';
import { toBoolean } from './kind.ts';
import type { AnyResource } from './resource.ts';
import { filterByTags, isTagged, tagFilters } from './tags.ts';

/** A list as the query string asks for it. */
export interface ListQuery {
  readonly where: readonly Condition<ResourceTable>[];
  readonly sort: readonly SortKey<ResourceTable>[];
  /** Undefined: all. */
  readonly limit: number | undefined;
  readonly marker: string | undefined;
  readonly isReverse: boolean;
  readonly fields: readonly string[];
  /** Projects that the query names, for what appears at first sight. */
  readonly projects: readonly string[];
}

export type QueryString = ReadonlyMap<string, readonly string[]>;

const notFilters = new Set(['fields', 'sort_key', 'sort_dir', 'limit', 'marker', 'page_reverse']);

/** `a=1&a=2&b=3`: the values of each key, in order. Escapes that are none stand for themselves. */
export function parseQueryString(text: string): QueryString {
  const out = new Map<string, string[]>();
  for (const [key, value] of new URLSearchParams(text)) {
    const values = out.get(key);
    if (values) values.push(value);
    else out.set(key, [value]);
  }
  return out;
}

export function readListQuery(
  resource: AnyResource,
  query: QueryString,
  caller: Caller,
  settings: Settings,
): ListQuery {
  const projects = [...(query.get('project_id') ?? []), ...(query.get('tenant_id') ?? [])];
  return {
    where: readFilters(resource, query, caller, settings),
    sort: readSort(resource, query),
    limit: readLimit(query.get('limit')?.at(-1)),
    marker: query.get('marker')?.at(-1),
    isReverse: query.get('page_reverse')?.at(-1)?.toLowerCase() === 'true',
    fields: readFields(query),
    projects,
  };
}

/** Attributes that are asked for; none: all. */
export function readFields(query: QueryString): readonly string[] {
  return (query.get('fields') ?? []).filter((field) => field !== '');
}

function readFilters(
  resource: AnyResource,
  query: QueryString,
  caller: Caller,
  settings: Settings,
): readonly Condition<ResourceTable>[] {
  const unknown: string[] = [];
  const out: Condition<ResourceTable>[] = [];
  for (const [key, texts] of query) {
    if (notFilters.has(key)) continue;
    if ((key === 'project_id' || key === 'tenant_id') && !resource.isGlobal) {
      out.push({ column: 'project_id', in: texts });
    } else if (key === 'changed_since') {
      out.push({ column: 'updated_at', atLeast: readTime(texts.at(-1) ?? '') });
    } else if (tagFilters.has(key) && isTagged(resource)) {
      out.push(...filterByTags(resource, key, texts));
    } else {
      const attribute = Object.hasOwn(resource.attributes, key) ? resource.attributes[key] : undefined;
      const { filter } = attribute ?? {};
      if (attribute === undefined || filter === undefined || filter === false) unknown.push(key);
      else if (filter !== true) out.push(filter(texts, caller, settings));
      else out.push({ column: columnOf(attribute, key), in: texts.map((text) => attribute.kind.filter(text)) });
    }
  }
  if (unknown.length > 0) throw generic.badFilter(unknown);
  return out;
}

function readTime(text: string): string {
  const time = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(text) ? new Date(text) : new Date(Number.NaN);
  if (Number.isNaN(time.getTime())) {
    throw generic.invalidInput(`${text} is not a valid timestamp in changed_since.`);
  }
  return `${time.toISOString().slice(0, 19)}Z`;
}

/** Without keys the order is that of creation. The last key always tells all rows apart. */
function readSort(resource: AnyResource, query: QueryString): readonly SortKey<ResourceTable>[] {
  const keys = query.get('sort_key') ?? [];
  const directions = query.get('sort_dir') ?? [];
  if (keys.length !== directions.length) throw generic.sortCounts();
  const badKeys = keys.filter((key) => !isSortKey(resource, key));
  if (badKeys.length > 0) throw generic.badSortKeys(badKeys);
  const badDirections = directions.filter((direction) => direction !== 'asc' && direction !== 'desc');
  if (badDirections.length > 0) throw generic.badSortDirs(badDirections);
  const sort = keys.map((key, index) => ({
    column: key === 'tenant_id' || key === 'project_id' ? 'project_id' : columnOf(resource.attributes[key], key),
    direction: directions[index] === 'desc' ? 'desc' : 'asc',
  })) satisfies SortKey<ResourceTable>[];
  return [...sort, { column: keys.length > 0 ? 'id' : 'seq', direction: 'asc' }];
}

function isSortKey(resource: AnyResource, key: string): boolean {
  if (key === 'tenant_id' || key === 'project_id') return !resource.isGlobal;
  return Object.hasOwn(resource.attributes, key) && resource.attributes[key]?.sort === true;
}

function columnOf(attribute: AnyResource['attributes'][string] | undefined, name: string): ColumnName<ResourceTable> {
  return attribute?.column ?? (name as ColumnName<ResourceTable>);
}

function readLimit(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text)) throw generic.badLimit(text);
  return Number(text) === 0 ? undefined : Number(text);
}

/** For filters on what is computed and not kept. */
export function booleanFilter<T extends ResourceTable>(yes: Condition<T>, no: Condition<T>) {
  return (texts: readonly string[]): Condition<T> => ({ any: texts.map((text) => (toBoolean(text) ? yes : no)) });
}
