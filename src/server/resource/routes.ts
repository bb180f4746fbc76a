import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ResourceTable, Row, Store, Writer } from '../../store/index.ts';
import { generic } from '../errors.ts';
import { endpointOf } from '../http/endpoint.ts';
import { callerOf } from '../http/authentication.ts';
import type { Caller } from '../identity.ts';
import type { Settings } from '../settings.ts';
import { readCreate, readUpdate, unwrap, unwrapOne } from './body.ts';
import { createAll } from './create.ts';
import { type QueryString, parseQueryString, readFields, readListQuery } from './list-query.ts';
import { type Neighbour, list } from './list.ts';
import { refuseOverQuota } from './quota.ts';
import { readable } from './readable.ts';
import type { AnyResource, Call } from './resource.ts';
import { rowsById } from './rows.ts';
import { sendWritten } from './sent.ts';
import { createTexts, showRows } from './show.ts';
import { addTagRoutes } from './tag-routes.ts';
import { isTagged } from './tags.ts';
import { callerOn, findVisible, findWritable } from './visible.ts';

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
  const write = <R>(caller: Caller, work: (call: Call<Writer>) => Promise<R>) =>
    store.write((tx) => work({ tx, caller, settings }));

  const texts = createTexts(resource);

  const firstSight = async (caller: Caller, named: readonly string[]) => {
    if (resource.needsBeforeRead === undefined) return;
    const projects = caller.isAdmin ? [caller.project, ...named] : [caller.project];
    const isNeeded = await read(caller, async (call) => (await resource.needsBeforeRead?.(call, projects)) ?? false);
    if (isNeeded) await write(caller, async (call) => resource.beforeRead?.(call, projects));
  };

  /** What the row shows like now, to the caller. */
  const shown = async (call: Call, id: string) => {
    const row = await call.tx.get(resource.table, id);
    if (row === undefined) throw resource.notFound(id);
    const [item] = await showRows(resource, call, [row]);
    if (item === undefined) throw resource.notFound(id);
    return readable(resource, item, call.caller);
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
      const caller = askerOf(request);
      const { isBulk, items } = unwrap(resource, request.body);
      const bodies = items.map((item) => readCreate(resource, item, caller));
      const written = await write(caller, async (call) => {
        const creations = bodies.map((body) => ({ ...body, id: settings.newId() }));
        await createAll(resource, call, creations);
        await refuseOverQuota(resource, call, creations);
        const made = await rowsById(
          call.tx,
          resource.table,
          creations.map(({ id }) => id),
        );
        return (await showRows(resource, call, made)).map((item) => readable(resource, item, caller));
      });
      const answer = isBulk ? { [resource.collection]: written.result } : { [resource.name]: written.result[0] };
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
    const caller = askerOf(request);
    const given = readUpdate(resource, unwrapOne(resource, request.body), caller);
    const written = await write(caller, async (call) => {
      const row = await findWritable(resource, request.params.id, 'update', call);
      refuseOtherRevision(request, row);
      await resource.update(call, row, given);
      return shown(call, row.id);
    });
    return sendWritten(reply, written).send({ [resource.name]: written.result });
  });

  app.delete<Member>(member, async (request, reply) => {
    const caller = askerOf(request);
    const written = await write(caller, async (call) => {
      const row = await findWritable(resource, request.params.id, 'delete', call);
      await resource.remove(call, row);
      // After the resource's own refusals: the reference says "in use" first. All is undone if this one speaks.
      refuseOtherRevision(request, row);
    });
    return sendWritten(reply, written).code(204).send();
  });

  if (isTagged(resource)) addTagRoutes(app, resource, store, settings);

  for (const [name, action] of Object.entries(resource.actions ?? {})) {
    app.put<Member>(`${member}/${name}`, async (request, reply) => {
      const written = await write(askerOf(request), async (call) => {
        const row = await findWritable(resource, request.params.id, 'update', call);
        refuseOtherRevision(request, row);
        await action.act(call, row, request.body);
        return shown(call, row.id);
      });
      return sendWritten(reply, written).send({ [resource.name]: written.result });
    });
  }
}

function sendText(reply: FastifyReply, text: string): FastifyReply {
  return reply.type('application/json; charset=utf-8').send(text);
}

/** `If-Match: revision_number=N`. Other forms of the header are ignored, as the reference does. */
function refuseOtherRevision(request: FastifyRequest, row: Row<ResourceTable>): void {
  const match = /^revision_number=(\d{1,15})$/.exec(request.headers['if-match'] ?? '');
  if (match === null) return;
  const wanted = Number(match[1]);
  if (wanted !== row.revision_number) throw generic.revisionDiffers(wanted, row.revision_number);
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
