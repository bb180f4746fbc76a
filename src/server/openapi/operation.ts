import { type Schema, plain, ref } from '../resource/schema.ts';

/** A path of the API, and one of its methods, as OpenAPI 3.1 describes them: as much of it as is used here. */
export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: true;
  readonly description?: string;
  readonly schema: Schema;
}

export interface Answer {
  readonly description: string;
  readonly headers?: Readonly<Record<string, { readonly $ref: string }>>;
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}

export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: {
    readonly required: true;
    readonly content: { readonly 'application/json': { readonly schema: Schema } };
  };
  readonly responses: Readonly<Record<string, Answer | { readonly $ref: string }>>;
  readonly security?: readonly [];
}

export type Method = 'get' | 'head' | 'post' | 'put' | 'patch' | 'delete';
export type PathItem = Readonly<Partial<Record<Method, Operation>>>;
export type Paths = Readonly<Record<string, PathItem>>;

/** What the description of one method is made of. */
export interface About {
  /** Its name for programs, unique in the document. */
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  readonly tag: string;
  readonly parameters?: readonly Parameter[];
  readonly body?: Schema;
  /** Status and body of what is answered when it goes well; without it, it never does. */
  readonly answer?: readonly [status: number, body?: Schema | Answer['content']];
  /** Statuses of refusals besides 401, which every path gives that is not open. */
  readonly refusals?: readonly number[];
  /** In place of the plain sentence for 404: the type of what is missing, or a form of its own. */
  readonly missing?: string | Schema;
  /** Names of the headers that the answer has besides the request's id. */
  readonly headers?: readonly string[];
  /** Whether it is answered without a token. */
  readonly isOpen?: boolean;
  /** Form of its refusals. */
  readonly form?: 'networking' | 'identity';
}

export function operation(about: About): Operation {
  const { id, summary, description, tag, parameters = [], body, answer, isOpen = false, form = 'networking' } = about;
  const statuses = new Set([...(isOpen ? [] : [401]), ...(about.refusals ?? [])]);
  return {
    operationId: id,
    summary,
    ...(description !== undefined && { description }),
    tags: [tag],
    ...(parameters.length > 0 && { parameters }),
    ...(body !== undefined && { requestBody: { required: true, content: { 'application/json': { schema: body } } } }),
    responses: {
      ...(answer !== undefined && { [answer[0]]: answered(answer[0], answer[1], about) }),
      ...Object.fromEntries([...statuses].map((status) => [status, refusal(form, String(status), about.missing)])),
      default: refusal(form, 'default', undefined),
    },
    ...(isOpen && { security: [] }),
  };
}

const good: Readonly<Record<number, string>> = {
  200: 'Done',
  201: 'Made',
  204: 'Done, without a body',
  300: 'Versions',
};

function answered(status: number, body: Schema | Answer['content'] | undefined, { headers = [] }: About): Answer {
  const names = ['X-Openstack-Request-Id', ...headers];
  return {
    description: good[status] ?? 'Done',
    headers: Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }])),
    ...(body !== undefined && { content: isContent(body) ? body : json(body) }),
  };
}

/** Media types have a slash, and no keyword of a schema has. */
function isContent(body: Schema | NonNullable<Answer['content']>): body is NonNullable<Answer['content']> {
  return Object.keys(body).some((key) => key.includes('/'));
}

function json(schema: Schema): NonNullable<Answer['content']> {
  return { 'application/json': { schema } };
}

function refusal(form: 'networking' | 'identity', status: string, missing: string | Schema | undefined) {
  if (form === 'networking' && status === '404' && missing !== undefined) {
    return typeof missing === 'string'
      ? { description: `${refusals['404']}: ${missing}`, content: json(ref('error')) }
      : { description: 'Missing', content: json(missing) };
  }
  return { $ref: `#/components/responses/${form}_${status}` };
}

const refusals: Readonly<Record<string, string>> = {
  400: 'The request is wrong',
  401: 'No token, or one that is none',
  403: 'Seen, but not allowed to this caller',
  404: 'Missing, or not for this caller to see',
  405: 'Not for this path',
  409: 'In conflict with what there is: in use, taken, over quota',
  412: 'Its revision is another than that of If-Match',
  503: 'Not now: the disk is full, or what is asked for is away',
  504: 'The host did not do it in time',
  default: 'Any other refusal, or a fault of the server',
};

/** Refusals as every path may give them, by form and status. */
export const refusalResponses: Readonly<Record<string, Answer>> = Object.fromEntries(
  (['networking', 'identity'] as const).flatMap((form) =>
    Object.entries(refusals).map(([status, description]): [string, Answer] => {
      // Who has no token is told so in the form of the identity service everywhere.
      const name = form === 'identity' || status === '401' ? 'identity_error' : 'error';
      return [`${form}_${status}`, { description, content: json(ref(name)) }];
    }),
  ),
);

export function inPath(name: string, schema: Schema = plain.text): Parameter {
  return { name, in: 'path', required: true, schema };
}

export function inQuery(name: string, schema: Schema, description?: string): Parameter {
  return { name, in: 'query', schema, ...(description !== undefined && { description }) };
}

/** The members of an object as parameters. */
export function parametersOf(
  where: 'path' | 'query',
  {
    properties = {},
    required = [],
  }: { readonly properties?: Schema['properties']; readonly required?: Schema['required'] | undefined },
): readonly Parameter[] {
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: where,
    ...(required.includes(name) && { required: true }),
    schema,
  }));
}
