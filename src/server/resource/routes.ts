import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Store, Writer } from '../../store/index.ts';
import { auditedWrite } from '../audit/audited-write.ts';
import { generic } from '../errors.ts';
import { endpointOf } from '../http/endpoint.ts';
import { callerOf } from '../http/authentication.ts';
import type { Caller } from '../identity.ts';
import type { Settings } from '../settings.ts';
import { action, creation, removal, update } from './changes.ts';
import { type QueryString, parseQueryString, readFields, readListQuery } from './list-query.ts';
import { type Neighbour, list } from './list.ts';
import type { AnyResource, Call } from './resource.ts';
import { sendWritten } from './sent.ts';
import { createTexts } from './show.ts';
import { addTagRoutes } from './tag-routes.ts';
import { isTagged } from './tags.ts';
import { callerOn, findVisible } from './visible.ts';

interface Member {
  Params: { id: string };
}

/** The paths of one resource, all made from its declaration. */
export function addRoutes(app: FastifyInstance, resource: AnyResource, store: Store, settings: Settings): void {
  const collection = `/v2.0/${resource.path}`;
  const member = `${collection}/:id`;
  const askerOf = (request: FastifyRequest) => callerOn(resource, callerOf(request));
  const read = <R>(caller: Caller, work: (call: Call) => Promise<R>) =>
    store.read((tx) => work({ tx, caller, settings }));
  const write = <R>(request: FastifyRequest, work: (call: Call<Writer>) => Promise<R>) =>
    auditedWrite(store, request, settings.now, (tx) => work({ tx, caller: askerOf(request), settings }));

  const texts = createTexts(resource);

  const firstSight = async (caller: Caller, named: readonly string[]) => {
    if (resource.needsBeforeRead === undefined) return;
    const projects = caller.isAdmin ? [caller.project, ...named] : [caller.project];
    const isNeeded = await read(caller, async (call) => (await resource.needsBeforeRead?.(call, projects)) ?? false);
    if (isNeeded) await store.write(async (tx) => resource.beforeRead?.({ tx, caller, settings }, projects));
  };

  app.get(collection, async (request, reply) => {
    const caller = askerOf(request);
    const parameters = queryOf(request);
    const query = readListQuery(resource, parameters, caller, settings);
    await firstSight(caller, query.projects);
    const page = await list(resource, query, (work) => read(caller, work), texts);
    const links = [
      ...(page.next === undefined ? [] : [{ rel: 'next', href: pageLink(request, parameters, page.next, false) }]),
      ...(page.previous === undefined
        ? []
        : [{ rel: 'previous', href: pageLink(request, parameters, page.previous, true) }]),
    ];
    const after = links.length > 0 ? `,"${resource.collection}_links":${JSON.stringify(links)}` : '';
    return sendText(reply, `{"${resource.collection}":[${page.items.join(',')}]${after}}`);
  });

  app.get<Member>(member, async (request, reply) => {
    const caller = askerOf(request);
    await firstSight(caller, []);
    const item = await read(caller, async (call) => {
      const row = await findVisible(resource, request.params.id, call);
      const [text] = await texts(call, [row], readFields(queryOf(request)));
      return text;
    });
    return sendText(reply, `{"${resource.name}":${item}}`);
  });

  if (resource.canCreate) {
    app.post(collection, async (request, reply) => {
      const written = await write(request, creation(resource, request.body, askerOf(request)));
      const { isBulk, items } = written.result;
      const answer = isBulk ? { [resource.collection]: items } : { [resource.name]: items[0] };
      return sendWritten(reply, written).code(201).send(answer);
    });
  }

  if (!resource.canCreate) {
    // What makes itself has no project, and that is what the reference stumbles over when somebody tries.
    app.post(collection, () => {
      throw generic.unknownAttributes(['project_id', 'tenant_id']);
    });
  }

  app.put<Member>(member, async (request, reply) => {
    const { params, body, headers } = request;
    const work = update(resource, params.id, body, askerOf(request), headers['if-match']);
    const written = await write(request, work);
    return sendWritten(reply, written).send({ [resource.name]: written.result });
  });

  app.delete<Member>(member, async (request, reply) => {
    const work = removal(resource, request.params.id, request.headers['if-match']);
    return sendWritten(reply, await write(request, work))
      .code(204)
      .send();
  });

  if (isTagged(resource)) addTagRoutes(app, resource, store, settings);

  for (const name of Object.keys(resource.actions ?? {})) {
    app.put<Member>(`${member}/${name}`, async (request, reply) => {
      const { params, body, headers } = request;
      const work = action(resource, params.id, name, body, headers['if-match']);
      const written = await write(request, work);
      return sendWritten(reply, written).send({ [resource.name]: written.result });
    });
  }
}

function sendText(reply: FastifyReply, text: string): FastifyReply {
  return reply.type('application/json; charset=utf-8').send(text);
}

function queryOf(request: FastifyRequest): QueryString {
  const mark = request.url.indexOf('?');
  return parseQueryString(mark < 0 ? '' : request.url.slice(mark + 1));
}

/** The same list from another place on, all other parameters kept. */
function pageLink(request: FastifyRequest, query: QueryString, { marker }: Neighbour, isReverse: boolean): string {
  const parts: string[] = [];
  for (const [key, values] of query) {
    if (key === 'marker' || key === 'page_reverse') continue;
    for (const value of values) parts.push(`${encodeURIComponent(key)}=${encodeURIComponent(value)}`);
  }
  if (marker !== undefined) parts.push(`marker=${encodeURIComponent(marker)}`);
  if (isReverse) parts.push('page_reverse=True');
  const path = request.url.split('?', 1)[0] ?? '';
  return `${endpointOf(request)}${path}?${parts.join('&')}`;
}
