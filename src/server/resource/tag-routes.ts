import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ResourceTable, Row, Store, Writer } from '../../store/index.ts';
import { callerOf } from '../http/authentication.ts';
import { auditedWrite } from '../audit/audited-write.ts';
import { ApiError, generic, tag as refusals } from '../errors.ts';
import type { Caller } from '../identity.ts';
import type { Settings } from '../settings.ts';
import type { AnyResource, Call } from './resource.ts';
import { sendWritten } from './sent.ts';
import { readTag, readTags, setTags, tagsOf } from './tags.ts';
import { callerOn, findVisible } from './visible.ts';

interface Member {
  Params: { id: string };
}
interface One {
  Params: { id: string; tag: string };
}

/** The paths of a resource's tags: section 10 of the API's description. */
export function addTagRoutes(app: FastifyInstance, resource: AnyResource, store: Store, settings: Settings): void {
  const all = `/v2.0/${resource.path}/:id/tags`;
  const one = `${all}/:tag`;
  const askerOf = (request: FastifyRequest) => callerOn(resource, callerOf(request));

  const find = async (call: Call, id: string): Promise<Row<ResourceTable>> => {
    try {
      return await findVisible(resource, id, call);
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) throw refusals.noResource(resource.collection, id);
      throw error;
    }
  };
  const read = <R>(caller: Caller, id: string, work: (tags: readonly string[]) => R) =>
    store.read(async (tx) => {
      const call = { tx, caller, settings };
      const row = await find(call, id);
      return work(await tagsOf(resource, call, row.id));
    });
  /** What `change` makes of the tags that the resource has. */
  const write = (
    request: FastifyRequest<Member>,
    action: 'create' | 'update' | 'delete',
    change: (tags: readonly string[]) => readonly string[],
  ) =>
    auditedWrite(store, request, settings.now, async (tx) => {
      const caller = askerOf(request);
      const call: Call<Writer> = { tx, caller, settings };
      const row = await find(call, request.params.id);
      if (!caller.isAdmin && row.project_id !== caller.project) {
        throw generic.forbidden(`rule:${action}_${resource.name}:tags`);
      }
      const tags = change(await tagsOf(resource, call, row.id));
      await setTags(resource, call, row, tags);
      return tagsOf(resource, call, row.id);
    });

  app.get<Member>(all, async (request, reply) =>
    reply.send(await read(askerOf(request), request.params.id, (tags) => ({ tags }))),
  );
  app.put<Member>(all, async (request, reply) => {
    const wanted = readTags(request.body);
    const written = await write(request, 'update', () => wanted);
    return sendWritten(reply, written).send({ tags: written.result });
  });
  app.post<Member>(all, async (request, reply) => {
    const more = readTags(request.body);
    const written = await write(request, 'create', (tags) => [...tags, ...more]);
    return sendWritten(reply, written).code(201).send({ tags: written.result });
  });
  app.delete<Member>(all, async (request, reply) => {
    const written = await write(request, 'delete', () => []);
    return sendWritten(reply, written).code(204).send();
  });

  app.get<One>(one, async (request, reply) => {
    const { id, tag } = request.params;
    await read(askerOf(request), id, (tags) => refuseMissing(tags, tag));
    return reply.code(204).send();
  });
  app.put<One>(one, async (request, reply) => {
    const tag = readTag(request.params.tag);
    const written = await write(request, 'update', (tags) => [...tags, tag]);
    return sendWritten(reply, written).code(201).send();
  });
  app.delete<One>(one, async (request, reply) => {
    const { tag } = request.params;
    const written = await write(request, 'delete', (tags) => {
      refuseMissing(tags, tag);
      return tags.filter((other) => other !== tag);
    });
    return sendWritten(reply, written).code(204).send();
  });
}

function refuseMissing(tags: readonly string[], tag: string): void {
  if (!tags.includes(tag)) throw refusals.notFound(tag);
}
