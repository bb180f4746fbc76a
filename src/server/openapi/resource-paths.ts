import type { AnyResource } from '../resource/resource.ts';
import { type Schema, list, object, plain, ref } from '../resource/schema.ts';
import { isTagged, tagSchema } from '../resource/tags.ts';
import { fieldsParameter, listParameters } from './list-parameters.ts';
import { type Parameter, type Paths, inPath, operation } from './operation.ts';
import { canUpdate } from './resource-schemas.ts';

const revision = 'X-Portreeve-Revision';
const id = inPath('id');
const ifMatch: Parameter = {
  name: 'If-Match',
  in: 'header',
  description: '`revision_number=N`: refused with 412 when the revision is another. Other forms are passed over.',
  schema: plain.text,
};

/** The paths of one resource, from its declaration. */
export function resourcePaths(resource: AnyResource): Paths {
  const { name, collection, canCreate } = resource;
  const base = `/v2.0/${resource.path}`;
  const missing = resource.notFound('').type;
  const tag = resource.path;
  const words = name.replaceAll('_', ' ');
  const one = (schema: Schema) => object({ [name]: schema });
  const changed = { tag, missing, headers: [revision] } as const;
  return {
    [base]: {
      get: operation({
        id: `list_${collection}`,
        summary: `List ${collection.replaceAll('_', ' ')}`,
        description: 'A key that is given several times means any of its values; different keys must all hold.',
        tag,
        parameters: listParameters(resource),
        answer: [200, listSchema(resource)],
        refusals: [400, 404],
        missing,
      }),
      post: canCreate
        ? operation({
            id: `create_${name}`,
            summary: `Create one ${words}, or several: all or none`,
            ...changed,
            body: { anyOf: [one(ref(`${name}_create`)), object({ [collection]: bulk(resource) })] },
            answer: [201, { anyOf: [one(ref(name)), object({ [collection]: list(ref(name)) })] }],
            refusals: [400, 403, 404, 409],
          })
        : operation({ id: `create_${name}`, summary: 'Refused: they make themselves', tag, refusals: [400] }),
    },
    [`${base}/{id}`]: {
      get: operation({
        id: `show_${name}`,
        summary: `Show one ${words}`,
        tag,
        parameters: [id, fieldsParameter],
        answer: [200, one(ref(`${name}_fields`))],
        refusals: [404],
        missing,
      }),
      put: canUpdate(resource)
        ? operation({
            id: `update_${name}`,
            summary: `Change one ${words}`,
            ...changed,
            parameters: [id, ifMatch],
            body: one(ref(`${name}_update`)),
            answer: [200, one(ref(name))],
            refusals: [400, 403, 404, 409, 412],
          })
        : operation({
            id: `update_${name}`,
            summary: 'Refused: nothing of it can be changed',
            tag,
            parameters: [id],
            refusals: [400, 403, 404, 405],
            missing,
          }),
      delete: operation({
        id: `delete_${name}`,
        summary: `Delete one ${words}`,
        ...changed,
        parameters: [id, ifMatch],
        answer: [204],
        refusals: [403, 404, 409, 412],
      }),
    },
    ...Object.fromEntries(
      Object.entries(resource.actions ?? {}).map(([action, { body }]) => [
        `${base}/{id}/${action}`,
        {
          put: operation({
            id: `${name}_${action}`,
            summary: action.replaceAll('_', ' ').replace(/^./, (first) => first.toUpperCase()),
            ...changed,
            parameters: [id, ifMatch],
            body,
            answer: [200, one(ref(name))],
            refusals: [400, 403, 404, 409, 412],
          }),
        },
      ]),
    ),
    ...(isTagged(resource) && tagPaths(resource, base)),
  };
}

function listSchema({ name, collection }: AnyResource): Schema {
  return {
    type: 'object',
    properties: {
      [collection]: list(ref(`${name}_fields`)),
      [`${collection}_links`]: {
        ...list(ref('link')),
        description: 'The pages beside this one, when there is a limit.',
      },
    },
    required: [collection],
  };
}

/** An item may be wrapped once more, as older clients do it. */
function bulk({ name }: AnyResource): Schema {
  const create = ref(`${name}_create`);
  return list({ anyOf: [create, { ...object({ [name]: create }), deprecated: true }] });
}

function tagPaths({ name, path: tag }: AnyResource, base: string): Paths {
  const missing = 'TagResourceNotFound';
  const tags = object({ tags: list(plain.text) });
  const given = object({ tags: { ...list(tagSchema), uniqueItems: true } });
  const changed = { tag, missing, headers: [revision] } as const;
  const one = [id, inPath('tag', tagSchema)];
  return {
    [`${base}/{id}/tags`]: {
      get: operation({
        id: `list_${name}_tags`,
        summary: 'List its tags',
        tag,
        missing,
        parameters: [id],
        answer: [200, tags],
        refusals: [404],
      }),
      put: operation({
        id: `replace_${name}_tags`,
        summary: 'Replace its tags',
        ...changed,
        parameters: [id],
        body: given,
        answer: [200, tags],
        refusals: [400, 403, 404],
      }),
      post: operation({
        id: `add_${name}_tags`,
        summary: 'Add several tags',
        ...changed,
        parameters: [id],
        body: given,
        answer: [201, tags],
        refusals: [400, 403, 404],
      }),
      delete: operation({
        id: `remove_${name}_tags`,
        summary: 'Remove all of its tags',
        ...changed,
        parameters: [id],
        answer: [204],
        refusals: [403, 404],
      }),
    },
    [`${base}/{id}/tags/{tag}`]: {
      get: operation({
        id: `has_${name}_tag`,
        summary: 'Whether it has the tag',
        tag,
        missing: `${missing}, TagNotFound`,
        parameters: one,
        answer: [204],
        refusals: [404],
      }),
      put: operation({
        id: `add_${name}_tag`,
        summary: 'Add one tag',
        ...changed,
        parameters: one,
        answer: [201],
        refusals: [400, 403, 404],
      }),
      delete: operation({
        id: `remove_${name}_tag`,
        summary: 'Remove one tag',
        ...changed,
        missing: `${missing}, TagNotFound`,
        parameters: one,
        answer: [204],
        refusals: [403, 404],
      }),
    },
  };
}
