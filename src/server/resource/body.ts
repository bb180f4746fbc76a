import { generic } from '../errors.ts';
import type { Caller } from '../identity.ts';
import { isObject } from './kind.ts';
import type { AnyResource, Given } from './resource.ts';

/** One resource of a body, as the declaration allows it. */
export interface ReadBody {
  readonly project: string;
  readonly given: Given<AnyResource['attributes']>;
}

type Raw = Readonly<Record<string, unknown>>;

/** Splits a POST body into its resources: `{"port": {...}}` or `{"ports": [...]}`. */
export function unwrap(
  resource: AnyResource,
  body: unknown,
): { readonly isBulk: boolean; readonly items: readonly Raw[] } {
  if (!isObject(body)) throw generic.noWrapper(resource.name);
  if (Object.hasOwn(body, resource.collection)) {
    const list = body[resource.collection];
    if (!Array.isArray(list)) throw generic.badBody();
    if (list.length === 0) throw generic.emptyBulk();
    return { isBulk: true, items: list.map((item) => unwrapItem(resource, item)) };
  }
  return { isBulk: false, items: [unwrapOne(resource, body)] };
}

/** The only resource of a PUT body. */
export function unwrapOne(resource: AnyResource, body: unknown): Raw {
  if (!isObject(body) || !Object.hasOwn(body, resource.name)) throw generic.noWrapper(resource.name);
  const item = body[resource.name];
  if (!isObject(item)) throw generic.badBody();
  return item;
}

/** Members of a bulk request may be wrapped once more, as older clients do. */
function unwrapItem(resource: AnyResource, item: unknown): Raw {
  if (!isObject(item)) throw generic.badBody();
  const inner = item[resource.name];
  return isObject(inner) ? inner : item;
}

/** Checks one resource of a POST by its declaration, in the order of the reference's own checks. */
export function readCreate(resource: AnyResource, raw: Raw, caller: Caller): ReadBody {
  const project = readProject(raw, caller);
  const given = withoutProject(raw);
  refuseUnknown(resource, given);
  for (const [name, attribute] of Object.entries(resource.attributes)) {
    const isGiven = Object.hasOwn(given, name);
    if (attribute.post === 'no' && isGiven) throw generic.notInPost(name);
    if (attribute.post === 'required' && !isGiven) throw generic.required(name);
  }
  const read = readValues(resource, given);
  refuseByPolicy(resource, Object.keys(given), caller, 'create');
  const out: Record<string, unknown> = {};
  for (const [name, attribute] of Object.entries(resource.attributes)) {
    out[name] = Object.hasOwn(read, name) ? read[name] : attribute.initial;
  }
  return { project, given: out };
}

export function readUpdate(resource: AnyResource, raw: Raw, caller: Caller): Given<AnyResource['attributes']> {
  refuseUnknown(resource, raw);
  for (const name of Object.keys(raw)) {
    if (resource.attributes[name]?.put !== true) throw generic.readOnly(name);
  }
  const read = readValues(resource, raw);
  refuseByPolicy(resource, Object.keys(raw), caller, 'update');
  return read;
}

/** An object of an import: what may be written is read as in a POST, what only the server writes is passed over. */
export function readImport(resource: AnyResource, raw: Raw, caller: Caller): ReadBody {
  const writable = Object.entries(withoutProject(raw)).filter(([name]) => {
    const attribute = Object.hasOwn(resource.attributes, name) ? resource.attributes[name] : undefined;
    return attribute === undefined || attribute.post !== 'no';
  });
  const known = writable.filter(([name]) => Object.hasOwn(resource.attributes, name));
  const project = readProject(raw, caller);
  return { ...readCreate(resource, Object.fromEntries(known), caller), project };
}

function readProject(raw: Raw, caller: Caller): string {
  const { project_id: project = raw['tenant_id'], tenant_id: tenant = project } = raw;
  if (project !== tenant) throw generic.projectsDiffer();
  if (project === undefined) return caller.project;
  if (typeof project !== 'string' || project === '' || project.length > 255 || project.includes('\0')) {
    throw generic.badValue('tenant_id', `'${String(project)}' is not a valid string.`);
  }
  if (project !== caller.project && !caller.isAdmin) throw generic.foreignProject();
  return project;
}

function withoutProject(raw: Raw): Raw {
  return Object.fromEntries(Object.entries(raw).filter(([name]) => name !== 'project_id' && name !== 'tenant_id'));
}

function refuseUnknown(resource: AnyResource, raw: Raw): void {
  const unknown = Object.keys(raw).filter((name) => !Object.hasOwn(resource.attributes, name));
  if (unknown.length > 0) throw generic.unknownAttributes(unknown);
}

function readValues(resource: AnyResource, raw: Raw): Raw {
  const out: Record<string, unknown> = {};
  for (const [name, attribute] of Object.entries(resource.attributes)) {
    if (Object.hasOwn(raw, name)) out[name] = attribute.kind.read(raw[name], name);
  }
  return out;
}

function refuseByPolicy(resource: AnyResource, names: readonly string[], caller: Caller, action: string): void {
  if (caller.isAdmin) return;
  const rule = `${action}_${resource.name}`;
  const refused = names.filter((name) => resource.attributes[name]?.write === 'admin');
  if (refused.length === 0) return;
  throw generic.forbidden(refused.reduce((inner, name) => `(${inner} and rule:${rule}:${name})`, `rule:${rule}`));
}
