import type { AnyResource, Attribute } from '../resource/resource.ts';
import { type Schema, plain, ref } from '../resource/schema.ts';
import type { ResourceTable } from '../../store/index.ts';

type AnyAttribute = Attribute<ResourceTable>;

const project: Schema = { type: 'string', minLength: 1, maxLength: 255 };
const ofProject = {
  project_id: { ...project, description: "Without it the caller's own. Another: for administrators." },
  tenant_id: { ...project, description: 'The older name of project_id.' },
} as const;

/** Bodies of a resource by their names in the document: `port`, `port_fields`, `port_create`, `port_update`. */
export function schemasOf(resource: AnyResource): Readonly<Record<string, Schema>> {
  const { name, canCreate } = resource;
  return {
    [`${name}_fields`]: shownSchema(resource),
    [name]: { allOf: [ref(`${name}_fields`), { required: alwaysShown(resource) }] },
    ...(canCreate && { [`${name}_create`]: createSchema(resource) }),
    ...(canUpdate(resource) && { [`${name}_update`]: updateSchema(resource) }),
  };
}

/** Whether a PUT can change anything. */
export function canUpdate({ attributes }: AnyResource): boolean {
  return Object.values(attributes).some((attribute) => attribute.put);
}

/** What an attribute is shown as; undefined: not at all. */
export function shownAs({ kind, shown = kind.shown }: AnyAttribute): Schema | undefined {
  return shown === false ? undefined : shown;
}

/** All that may be shown; `fields` of a query chooses among it. */
function shownSchema(resource: AnyResource): Schema {
  const properties: Record<string, Schema> = {};
  for (const [name, attribute] of Object.entries(resource.attributes)) {
    const schema = shownAs(attribute);
    if (schema === undefined) continue;
    properties[name] = attribute.read === 'admin' ? said(schema, 'Shown to administrators.') : schema;
  }
  if (!resource.isGlobal) Object.assign(properties, { project_id: plain.text, tenant_id: plain.text });
  return { type: 'object', properties };
}

/** Attributes that everybody who sees the resource is shown. */
function alwaysShown(resource: AnyResource): readonly string[] {
  const names = Object.entries(resource.attributes)
    .filter(([, attribute]) => shownAs(attribute) !== undefined && attribute.read !== 'admin')
    .map(([name]) => name);
  return resource.isGlobal ? names : [...names, 'project_id', 'tenant_id'];
}

function createSchema(resource: AnyResource): Schema {
  const attributes = Object.entries(resource.attributes).filter(([, { post }]) => post !== 'no');
  const required = attributes.filter(([, { post }]) => post === 'required').map(([name]) => name);
  const properties = attributes.map(([name, attribute]) => [name, given(attribute, true)] as const);
  return {
    type: 'object',
    properties: { ...Object.fromEntries(properties), ...(!resource.isGlobal && ofProject) },
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
}

function updateSchema(resource: AnyResource): Schema {
  const attributes = Object.entries(resource.attributes).filter(([, { put }]) => put);
  const properties = attributes.map(([name, attribute]) => [name, given(attribute, false)] as const);
  return { type: 'object', properties: Object.fromEntries(properties), additionalProperties: false };
}

/** What a body may give for an attribute. */
function given(attribute: AnyAttribute, isNew: boolean): Schema {
  const { kind, initial, write } = attribute;
  const schema = write === 'admin' ? said(kind.schema, 'For administrators only.') : kind.schema;
  return isNew && initial !== undefined ? { ...schema, default: initial } : schema;
}

function said(schema: Schema, sentence: string): Schema {
  return { ...schema, description: [schema.description, sentence].filter((one) => one !== undefined).join(' ') };
}
