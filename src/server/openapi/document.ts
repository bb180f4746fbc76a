import type { AnyResource } from '../resource/resource.ts';
import { type Schema, object, plain } from '../resource/schema.ts';
import { identityPaths } from './identity-paths.ts';
import { networkingPaths } from './networking-paths.ts';
import { type Answer, type Paths, refusalResponses } from './operation.ts';
import { ownPaths } from './own-paths.ts';
import { resourcePaths } from './resource-paths.ts';
import { schemasOf } from './resource-schemas.ts';

/** An OpenAPI document, 3.1. */
export interface OpenApi {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers: readonly { readonly url: string }[];
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly paths: Paths;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly responses: Readonly<Record<string, Answer>>;
    readonly headers: Readonly<Record<string, { readonly description: string; readonly schema: Schema }>>;
    readonly securitySchemes: Readonly<Record<string, unknown>>;
  };
}

/**
 * All paths of the server, from the declarations of the resources and what is written beside them here. With
 * `identityPrefix`, those of the built-in identity service as well.
 */
export function openApiDocument(resources: readonly AnyResource[], identityPrefix?: string): OpenApi {
  return {
    openapi: '3.1.1',
    info: {
      title: 'Portreeve',
      version: 'v2.0',
      description:
        'The Networking API v2.0 for security groups on Linux bridges. Below /v2.0, a slash or `.json` at the end of a path is passed over, bodies are strict JSON (no key twice, no zero byte in a text), and attributes that are not declared are refused.',
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }],
    paths: {
      ...networkingPaths(),
      ...Object.assign({}, ...resources.map(resourcePaths)),
      ...ownPaths(),
      ...(identityPrefix !== undefined && identityPaths(identityPrefix)),
    },
    components: {
      schemas: { ...Object.assign({}, ...resources.map(schemasOf)), ...common },
      responses: refusalResponses,
      headers,
      securitySchemes: {
        token: {
          type: 'apiKey',
          in: 'header',
          name: 'X-Auth-Token',
          description:
            "A token of the identity service, or the administrator's, who acts for the project of X-Project-Id.",
        },
      },
    },
  };
}

const common: Readonly<Record<string, Schema>> = {
  error: object({
    NeutronError: object({
      type: { type: 'string', description: 'What some clients compare: docs/reference/networking-api.md lists them.' },
      message: plain.text,
      detail: { const: '' },
    }),
  }),
  identity_error: object({ error: object({ code: plain.integer, title: plain.text, message: plain.text }) }),
  link: object({ rel: { type: 'string', enum: ['next', 'previous'] }, href: plain.text }),
};

const headers = {
  'X-Openstack-Request-Id': {
    description: "Made by the server for each request; its log has it beside the request's line.",
    schema: { type: 'string', pattern: '^req-' },
  },
  'X-Portreeve-Revision': {
    description: 'The revision that holds the write; /portreeve/v1/hosts/{host}/wait takes it.',
    schema: { type: 'string', pattern: '^[0-9]+$' },
  },
  'X-Subject-Token': { description: 'The token.', schema: plain.text },
} as const;
