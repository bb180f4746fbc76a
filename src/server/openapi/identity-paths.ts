import { maxPasswordLength } from '../identity/password.ts';
import type { AnyKind } from '../identity/kind.ts';
import { kinds } from '../identity/kinds.ts';
import { type Schema, list, nullable, object, plain } from '../resource/schema.ts';
import { type About, type Operation, type Paths, inPath, inQuery, operation } from './operation.ts';

const password: Schema = { type: 'string', minLength: 1, maxLength: maxPasswordLength };
const id = inPath('id');
const links = { self: plain.text, previous: plain.null, next: plain.null };

function answerOf(about: Omit<About, 'form' | 'tag'>): Operation {
  return operation({ tag: 'identity', form: 'identity', ...about });
}

/** Paths of the built-in identity service below its prefix, in short: they are those of the Identity API v3. */
export function identityPaths(prefix: string): Paths {
  const paths: Paths = {
    ...versionPaths,
    ...authPaths,
    ...assignmentPaths,
    ...Object.assign({}, ...kinds.map(collectionPaths)),
  };
  return Object.fromEntries(Object.entries(paths).map(([path, item]) => [`${prefix}${path}`, item]));
}

const version = object({
  id: plain.text,
  status: plain.text,
  updated: plain.time,
  links: list(object({ rel: plain.text, href: plain.text })),
  'media-types': list(object({ base: plain.text, type: plain.text })),
});

const versionPaths: Paths = {
  '': {
    get: answerOf({
      id: 'list_identity_versions',
      summary: 'Versions of the Identity API',
      isOpen: true,
      answer: [300, object({ versions: object({ values: list(version) }) })],
    }),
  },
  '/v3': {
    get: answerOf({
      id: 'show_identity_version',
      summary: 'Version 3 of the Identity API',
      isOpen: true,
      answer: [200, object({ version })],
    }),
  },
};

const named = object({ id: plain.text, name: plain.text });
const inDomain = object({ id: plain.text, name: plain.text, domain: named });
const catalog = list(object({ id: plain.text, type: plain.text, name: plain.text, endpoints: list(plain.object) }));
const token = object({
  token: {
    type: 'object',
    properties: {
      methods: list(plain.text),
      user: object({ ...inDomain.properties, password_expires_at: nullable(plain.time) }),
      audit_ids: list(plain.text),
      issued_at: plain.time,
      expires_at: plain.time,
      project: inDomain,
      is_domain: plain.boolean,
      domain: named,
      system: object({ all: plain.boolean }),
      roles: list(named),
      catalog,
    },
    required: ['methods', 'user', 'audit_ids', 'issued_at', 'expires_at'],
  },
});
const noCatalog = inQuery('nocatalog', plain.text, 'Leaves the catalogue out.');
const subject = {
  name: 'X-Subject-Token',
  in: 'header',
  required: true,
  description: 'The token that is asked about.',
  schema: plain.text,
} as const;
const projects = object({ projects: list(plain.object), links: object(links) });

const authPaths: Paths = {
  '/v3/auth/tokens': {
    post: answerOf({
      id: 'create_token',
      summary: 'Log in; the token is in the header X-Subject-Token',
      isOpen: true,
      parameters: [noCatalog],
      body: object({
        auth: {
          type: 'object',
          properties: {
            identity: {
              type: 'object',
              properties: {
                methods: list({ type: 'string', enum: ['password', 'token'] }),
                password: object({ user: plain.object }),
                token: object({ id: plain.text }),
              },
              required: ['methods'],
            },
            scope: { type: ['object', 'string'], description: 'A project, a domain, `system`, or `unscoped`.' },
          },
          required: ['identity'],
        },
      }),
      answer: [201, token],
      headers: ['X-Subject-Token'],
      refusals: [400, 401, 503],
    }),
    get: answerOf({
      id: 'show_token',
      summary: 'What a token is',
      parameters: [subject, noCatalog],
      answer: [200, token],
      headers: ['X-Subject-Token'],
      refusals: [400, 403, 404],
    }),
    head: answerOf({
      id: 'check_token',
      summary: 'Whether it is one',
      parameters: [subject],
      answer: [200],
      headers: ['X-Subject-Token'],
      refusals: [400, 403, 404],
    }),
    delete: answerOf({
      id: 'revoke_token',
      summary: 'Ends a token',
      parameters: [subject],
      answer: [204],
      refusals: [400, 403, 404],
    }),
  },
  '/v3/auth/catalog': {
    get: answerOf({
      id: 'show_catalog',
      summary: 'Services and where they are',
      answer: [200, object({ catalog, links: object(links) })],
    }),
  },
  '/v3/auth/projects': {
    get: answerOf({
      id: 'list_own_projects',
      summary: 'Projects that the caller may enter',
      answer: [200, projects],
      refusals: [403],
    }),
  },
  '/v3/auth/domains': {
    get: answerOf({
      id: 'list_own_domains',
      summary: 'Domains that the caller may enter',
      answer: [200, object({ domains: list(plain.object), links: object(links) })],
      refusals: [403],
    }),
  },
  '/v3/users/{id}/projects': {
    get: answerOf({
      id: 'list_user_projects',
      summary: 'Projects that a user may enter',
      parameters: [id],
      answer: [200, projects],
      refusals: [403, 404],
    }),
  },
  '/v3/users/{id}/password': {
    post: answerOf({
      id: 'change_password',
      summary: 'A user changes his own password',
      isOpen: true,
      parameters: [id],
      body: object({ user: object({ original_password: plain.text, password }) }),
      answer: [204],
      refusals: [400, 401, 503],
    }),
  },
};

const roles = object({ roles: list(plain.object), links: object(links) });

const assignmentPaths: Paths = {
  ...Object.assign(
    {},
    ...['project', 'domain', 'system'].map((target): Paths => {
      const base = target === 'system' ? '/v3/system' : `/v3/${target}s/{target}`;
      const user = [...(target === 'system' ? [] : [inPath('target')]), inPath('user')];
      const member = [...user, inPath('role')];
      const refusals = [403, 404];
      return {
        [`${base}/users/{user}/roles`]: {
          get: answerOf({
            id: `list_${target}_roles`,
            summary: `Roles of a user in a ${target}`,
            parameters: user,
            answer: [200, roles],
            refusals,
          }),
        },
        [`${base}/users/{user}/roles/{role}`]: {
          get: answerOf({
            id: `has_${target}_role`,
            summary: 'Whether he has the role',
            parameters: member,
            answer: [204],
            refusals,
          }),
          head: answerOf({
            id: `check_${target}_role`,
            summary: 'Whether he has the role',
            parameters: member,
            answer: [204],
            refusals,
          }),
          put: answerOf({
            id: `give_${target}_role`,
            summary: 'Gives him the role',
            parameters: member,
            answer: [204],
            refusals,
          }),
          delete: answerOf({
            id: `take_${target}_role`,
            summary: 'Takes the role away',
            parameters: member,
            answer: [204],
            refusals,
          }),
        },
      };
    }),
  ),
  '/v3/role_assignments': {
    get: answerOf({
      id: 'list_role_assignments',
      summary: 'Who has which role where',
      parameters: [
        'user.id',
        'role.id',
        'group.id',
        'scope.project.id',
        'scope.domain.id',
        'scope.system',
        'effective',
        'include_names',
      ].map((name) => inQuery(name, plain.text)),
      answer: [200, object({ role_assignments: list(plain.object), links: object(links) })],
      refusals: [403],
    }),
  },
};

/** What administrators make, change and remove of one kind. Attributes that the service does not know are kept. */
function collectionPaths(kind: AnyKind): Paths {
  const { name, collection, fields } = kind;
  const properties = Object.fromEntries(Object.entries(fields).map(([field, { schema }]) => [field, schema]));
  const given = { ...properties, ...(name === 'user' && { password: nullable(password) }) };
  const required = Object.entries(fields).flatMap(([field, { isRequired }]) => (isRequired ? [field] : []));
  const shown: Schema = {
    type: 'object',
    properties: { id: plain.text, ...properties, links: object({ self: plain.text }) },
    required: ['id', ...Object.keys(fields), 'links'],
    additionalProperties: true,
  };
  const one = object({ [name]: shown });
  const base = `/v3/${collection}`;
  return {
    [base]: {
      get: answerOf({
        id: `list_${collection}`,
        summary: `List ${collection}`,
        parameters: Object.entries(fields)
          .filter(([, { filter }]) => filter !== undefined)
          .map(([field]) => inQuery(field, list(plain.text))),
        answer: [200, object({ [collection]: list(shown), links: object(links) })],
        refusals: [403],
      }),
      post: answerOf({
        id: `create_${name}`,
        summary: `Create one ${name}`,
        body: object({ [name]: { type: 'object', properties: given, ...(required.length > 0 && { required }) } }),
        answer: [201, one],
        refusals: [400, 403, 404, 409],
      }),
    },
    [`${base}/{id}`]: {
      get: answerOf({
        id: `show_${name}`,
        summary: `Show one ${name}`,
        parameters: [id],
        answer: [200, one],
        refusals: [403, 404],
      }),
      patch: answerOf({
        id: `update_${name}`,
        summary: `Change one ${name}`,
        parameters: [id],
        body: object({ [name]: { type: 'object', properties: given } }),
        answer: [200, one],
        refusals: [400, 403, 404, 409],
      }),
      delete: answerOf({
        id: `delete_${name}`,
        summary: `Delete one ${name}`,
        parameters: [id],
        answer: [204],
        refusals: [403, 404],
      }),
    },
  };
}
