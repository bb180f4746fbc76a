import { Compile } from 'typebox/schema';
import type { Schema } from '../resource/schema.ts';
import type { OpenApi } from './document.ts';
import type { Answer, Method, Operation } from './operation.ts';

/** A request and what the server answered. */
export interface Exchange {
  readonly method: string;
  /** With its query. */
  readonly url: string;
  /** Undefined where there was none, or none that is JSON. */
  readonly sent: unknown;
  readonly isAdmin: boolean;
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  /** Parsed, if it is JSON. */
  readonly answered: unknown;
}

/**
 * What the document says against an exchange: nothing, or why it does not describe it. Stricter than the document is to
 * clients: answers may have no attribute that is not declared, and must have all that the caller may read.
 */
export function objections(document: OpenApi, exchange: Exchange): readonly string[] {
  const { method, url, status } = exchange;
  const path = plainPath(url.split('?', 1)[0] ?? '');
  const operation = operationOf(document, path, method);
  if (operation === undefined) return status < 400 ? [`no ${method} ${path}`] : [];
  const answer = answerOf(document, operation, status);
  if (answer === undefined) return [`${status} is no answer of ${operation.operationId}`];
  return [
    ...(status < 300 ? ofRequest(document, operation, exchange) : []),
    ...ofAnswer(document, operation, answer, exchange),
  ];
}

/** Throws what the document says against an exchange. */
export function hold(document: OpenApi, exchange: Exchange): void {
  const wrong = objections(document, exchange);
  if (wrong.length === 0) return;
  const { method, url, status } = exchange;
  throw new Error(`not as in the OpenAPI document: ${method} ${url} ${status}: ${wrong.join('\n')}`);
}

/** As the server reads paths below /v2.0. */
function plainPath(path: string): string {
  if (!path.startsWith('/v2.0')) return path.replace(/(?<=.)\/+$/, '');
  const plain = path === '/v2.0/openapi.json' ? path : path.replace(/\.json$/, '').replace(/\/+$/, '');
  return plain === '/v2.0' ? '/v2.0/' : plain;
}

function operationOf({ paths }: OpenApi, path: string, method: string): Operation | undefined {
  const words = path.split('/');
  const fits = (template: string) => {
    const parts = template.split('/');
    return parts.length === words.length && parts.every((part, at) => part.startsWith('{') || part === words[at]);
  };
  // A word goes before a parameter.
  const [template] = Object.keys(paths)
    .filter(fits)
    .sort((a, b) => a.split('{').length - b.split('{').length);
  return template === undefined ? undefined : paths[template]?.[method.toLowerCase() as Method];
}

function answerOf(document: OpenApi, { responses }: Operation, status: number): Answer | undefined {
  const found = responses[String(status)] ?? (status >= 400 ? responses['default'] : undefined);
  if (found === undefined || !('$ref' in found)) return found;
  return document.components.responses[found.$ref.split('/').at(-1) ?? ''];
}

function ofRequest(document: OpenApi, operation: Operation, { url, sent }: Exchange): readonly string[] {
  const out: string[] = [];
  const schema = operation.requestBody?.content['application/json'].schema;
  if (schema !== undefined) out.push(...check(whole(document, schema, 'as it is'), sent, 'request'));
  const query = new URLSearchParams(url.split('?')[1] ?? '');
  for (const name of new Set(query.keys())) {
    const parameter = operation.parameters?.find((one) => one.in === 'query' && one.name === name);
    if (parameter !== undefined) {
      const { items } = parameter.schema;
      // Of what is no list, the last one counts.
      const texts = items === undefined ? query.getAll(name).slice(-1) : query.getAll(name);
      out.push(...texts.filter((text) => !isValue(items ?? parameter.schema, text)).map((text) => `${name}=${text}`));
      // The identity service passes over keys that are none.
    } else if (url.startsWith('/v2.0')) out.push(`${operation.operationId} has no parameter ${name}`);
  }
  return out;
}

/** Whether a text of a query is a value of the schema, as it is or read as JSON. */
function isValue(schema: Schema, text: string): boolean {
  const value: unknown = /^(?:true|false|-?\d{1,15})$/.test(text) ? JSON.parse(text) : text;
  return compiled(schema).Check(text) || compiled(schema).Check(value);
}

function ofAnswer(
  document: OpenApi,
  { operationId }: Operation,
  answer: Answer,
  exchange: Exchange,
): readonly string[] {
  const { headers, answered, isAdmin, url, method } = exchange;
  const wanted = Object.keys(answer.headers ?? {}).filter((name) => name !== 'X-Openstack-Request-Id' || url !== '/');
  const missing = wanted.filter((name) => headers[name.toLowerCase()] === undefined);
  const out = missing.map((name) => `${operationId} is answered without ${name}`);
  if (method === 'HEAD') return out;
  if (answer.content === undefined) return answered === '' ? out : [...out, `${operationId} is answered with a body`];
  const type = String(headers['content-type']).split(';', 1)[0] ?? '';
  const schema = answer.content[type]?.schema;
  if (schema === undefined) return [...out, `${operationId} is answered with ${type}`];
  const isChosen = new URLSearchParams(url.split('?')[1] ?? '').has('fields');
  const strict = whole(document, schema, isChosen ? 'chosen' : isAdmin ? 'all' : 'what all may read');
  return [...out, ...check(strict, answered, operationId)];
}

type Strictness = 'as it is' | 'chosen' | 'what all may read' | 'all';
const wholes = new WeakMap<Schema, Map<Strictness, Schema>>();

/** The schema with the others that it refers to inside, and for answers closed. */
function whole(document: OpenApi, schema: Schema, strictness: Strictness): Schema {
  const known = wholes.get(schema)?.get(strictness);
  if (known !== undefined) return known;
  const made = resolve(document, schema, strictness);
  wholes.set(schema, (wholes.get(schema) ?? new Map()).set(strictness, made));
  return made;
}

function resolve(document: OpenApi, schema: Schema, strictness: Strictness): Schema {
  const inner = (one: Schema) => resolve(document, one, strictness);
  const name = schema.$ref?.split('/').at(-1);
  if (name !== undefined) {
    const { schemas } = document.components;
    const found = inner(schemas[name] ?? { not: {} });
    if (!name.endsWith('_fields') || strictness === 'as it is' || strictness === 'chosen') return found;
    const always = schemas[name.slice(0, -'_fields'.length)]?.allOf?.[1]?.required ?? [];
    return { ...found, required: strictness === 'all' ? Object.keys(found.properties ?? {}) : always };
  }
  if (schema.allOf !== undefined) {
    const parts = schema.allOf.map(inner);
    return {
      ...parts[0],
      properties: Object.assign({}, ...parts.map((part) => part.properties)),
      required: parts.flatMap((part) => part.required ?? []),
    };
  }
  const isOpen = strictness === 'as it is' || schema.properties === undefined;
  return {
    ...schema,
    ...(schema.items && { items: inner(schema.items) }),
    ...(schema.anyOf && { anyOf: schema.anyOf.map(inner) }),
    ...(schema.properties && {
      properties: Object.fromEntries(Object.entries(schema.properties).map(([key, one]) => [key, inner(one)])),
    }),
    ...(!isOpen && schema.additionalProperties === undefined && { additionalProperties: false }),
  };
}

const validators = new WeakMap<Schema, ReturnType<typeof Compile>>();

function compiled(schema: Schema): ReturnType<typeof Compile> {
  const known = validators.get(schema);
  if (known !== undefined) return known;
  const made = Compile(schema);
  validators.set(schema, made);
  return made;
}

function check(schema: Schema, value: unknown, what: string): readonly string[] {
  const validator = compiled(schema);
  if (validator.Check(value)) return [];
  const [, errors] = validator.Errors(value);
  const reasons = errors.map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
  return [`${what}: ${reasons.join('; ')} in ${JSON.stringify(value)?.slice(0, 1000)}`];
}
