import { SearchQuerySchema } from '../overview/routes.ts';
import { searchKinds } from '../overview/search.ts';
import { type Schema, list, nullable, object, plain, words } from '../resource/schema.ts';
import { SignInSchema } from '../session/bodies.ts';
import { type Paths, operation, parametersOf } from './operation.ts';

const named = object({ id: plain.text, name: plain.text });
const session: Schema = object({
  session: nullable(
    object({
      user: nullable(named),
      project: named,
      roles: list(plain.text),
      is_admin: plain.boolean,
      may_write: plain.boolean,
      address: nullable(plain.text),
      proof: plain.text,
      expires_at: plain.time,
    }),
  ),
  passwords: plain.boolean,
  language: words('en', 'zh-CN'),
});

const tag = 'dashboard';
const counted = plain.integer;

/** What the dashboard asks besides the Networking API. */
export const dashboardPaths: Paths = {
  '/ui/session': {
    get: operation({
      id: 'show_session',
      summary: 'Who is signed in to the dashboard',
      description:
        'The session is a cookie that no script can read. Below /v2.0 and /portreeve/v1 it stands for a token; what changes something must come from a page of the server and have `proof` in the header X-Portreeve-Proof.',
      tag,
      isOpen: true,
      answer: [200, session],
      refusals: [403],
    }),
    post: operation({
      id: 'sign_in',
      summary: 'Signs in by user and password, or by a token',
      tag,
      isOpen: true,
      body: { ...SignInSchema, required: [] },
      answer: [201, session],
      refusals: [400, 403, 503],
    }),
    delete: operation({
      id: 'sign_out',
      summary: 'Ends the session',
      tag,
      isOpen: true,
      answer: [204],
      refusals: [403],
    }),
  },
  '/portreeve/v1/events': {
    get: operation({
      id: 'follow_events',
      summary: 'Server-sent events: what has changed, as far as the caller may see it',
      tag,
      answer: [200, { 'text/event-stream': { schema: plain.text } }],
      refusals: [403],
    }),
  },
  '/portreeve/v1/summary': {
    get: operation({
      id: 'show_summary',
      summary: 'The cloud in figures, as far as the caller may see it',
      tag,
      answer: [
        200,
        object({
          instances: counted,
          ports: counted,
          unprotected: counted,
          networks: counted,
          security_groups: counted,
          hosts: nullable(object({ current: counted, behind: counted, failed: counted, silent: counted })),
          exposed: list(object({ id: plain.text, name: plain.text, services: list(plain.text), ports: counted })),
        }),
      ],
    }),
  },
  '/portreeve/v1/security-group-use': {
    get: operation({
      id: 'show_security_group_use',
      summary: 'How many ports have each security group, and how many rules name it as remote group',
      tag,
      answer: [
        200,
        object({ use: { type: 'object', additionalProperties: object({ ports: counted, named_by: counted }) } }),
      ],
    }),
  },
  '/portreeve/v1/unprotected-ports': {
    get: operation({
      id: 'list_unprotected_ports',
      summary: 'Ids of the ports without port security, those of the networks themselves aside; the first 500 by name',
      tag,
      answer: [200, object({ ports: list(plain.text), more: plain.boolean })],
    }),
  },
  '/portreeve/v1/projects': {
    get: operation({
      id: 'list_project_names',
      summary: 'What projects are called: all of them for administrators, where they are kept here; else one’s own',
      tag,
      answer: [200, object({ projects: list(named) })],
    }),
  },
  '/portreeve/v1/search': {
    get: operation({
      id: 'search',
      summary: 'Objects by name, start of the id, address, MAC, or what they are called on a host (taps, chains, sets)',
      tag,
      parameters: parametersOf('query', SearchQuerySchema),
      answer: [
        200,
        object({
          results: list(
            object({
              kind: words(...searchKinds),
              id: plain.text,
              name: plain.text,
              also: list(plain.text),
              parent: nullable(plain.text),
            }),
          ),
          more: plain.boolean,
        }),
      ],
      refusals: [400],
    }),
  },
};
