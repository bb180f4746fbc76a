import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { parseStrictJson } from '../../wire/index.ts';
import { type ApiError, generic, toApiError } from '../errors.ts';
import { openApiPath } from './openapi.ts';

/** Largest body of the Networking API; a bulk of thousands of ports fits. */
const bodyLimit = 4 * 1024 * 1024;

/**
 * The HTTP frame that all paths share: bodies as strict JSON, errors in the API's form, one line of log a request.
 * Types are never coerced and nothing is dropped from a body silently, which Fastify does unless told otherwise.
 */
export function createApp(log: Logger): FastifyInstance {
  const logger: FastifyBaseLogger = log;
  const app = Fastify({
    bodyLimit,
    loggerInstance: logger,
    logController: new Fastify.LogController({ disableRequestLogging: true }),
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    genReqId: () => `req-${randomUUID()}`,
    rewriteUrl: (request) => plainPath(request.url ?? '/'),
    routerOptions: { maxParamLength: 1000, ignoreTrailingSlash: true },
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false } },
    // A path whose escapes are none.
    frameworkErrors: (_error, _request, reply) => {
      reply.raw.writeHead(404, { 'content-type': 'application/json' }).end(JSON.stringify(generic.noSuchPath().body()));
    },
  });
  app.removeAllContentTypeParsers();
  // Any media type: the reference looks at the body, not at what it is called.
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, readBody(body));
    } catch (error) {
      done(error instanceof Error ? error : generic.badBody());
    }
  });
  app.addHook('onRequest', async (request, reply) => {
    if (request.url !== '/') reply.header('x-openstack-request-id', request.id);
    if (request.url.startsWith('/v2.0') && !acceptsJson(request)) throw generic.notAcceptable();
  });
  app.addHook('onResponse', async (request, reply) => {
    const ms = Math.round(reply.elapsedTime * 10) / 10;
    const { method, id } = request;
    const path = request.url.split('?', 1)[0];
    request.log.info({ event: 'request', method, path, status: reply.statusCode, ms, request_id: id }, 'answered');
  });
  app.setErrorHandler((error, request, reply) => {
    const answer = fromFrame(error) ?? toApiError(error);
    if (answer.status >= 500) {
      request.log.error({ event: 'request_failed', err: error, request_id: request.id }, 'a request failed');
    }
    return reply.code(answer.status).send(answer.body());
  });
  return app;
}

/** `/v2.0/ports/` and `/v2.0/ports.json` are `/v2.0/ports`. */
function plainPath(url: string): string {
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const query = mark < 0 ? '' : url.slice(mark);
  if (!path.startsWith('/v2.0/') || path === openApiPath) return url;
  const plain = path.replace(/\.json$/, '').replace(/(?<=.)\/+$/, '');
  return (plain === '/v2.0' ? '/v2.0/' : plain) + query;
}

function readBody(body: string | Buffer): unknown {
  if (body.length === 0) return undefined;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(typeof body === 'string' ? Buffer.from(body) : body);
  } catch {
    throw generic.badBody();
  }
  const parsed = parseStrictJson(text);
  if (parsed === undefined) throw generic.badBody();
  return parsed.value;
}

function acceptsJson(request: FastifyRequest): boolean {
  const { accept } = request.headers;
  if (accept === undefined || accept === '') return true;
  return accept.split(',').some((part) => /^\s*(?:\*\/\*|application\/(?:\*|json))\s*(?:;|$)/i.test(part));
}

/** What Fastify itself refuses, in the API's form. */
function fromFrame(error: unknown): ApiError | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return generic.tooLarge(bodyLimit);
  if (error.code === 'FST_ERR_VALIDATION') return generic.badRequest(`Invalid input: ${error.message}`);
  if (error.code.startsWith('FST_ERR_CTP')) return generic.badBody();
  const status = 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? generic.badRequest(error.message) : undefined;
}
