import type { FastifyInstance, FastifyRequest } from 'fastify';
import { PortreeveError } from '../../model/index.ts';
import type { Condition, NewRow, Row } from '../../store/index.ts';
import { isObject } from '../resource/kind.ts';
import { parseQueryString } from '../resource/list-query.ts';
import { maxPage } from '../../store/index.ts';
import { type Frame, listLinks, selfOf } from './frame.ts';
import { refused } from './identity-error.ts';
import type { AnyKind } from './kind.ts';
import { type IdTable, byId } from './service.ts';
import { askerOf, needAdmin } from './who.ts';

type Raw = Readonly<Record<string, unknown>>;
interface Member {
  Params: { id: string };
}

/** Attributes that answers make up: what a client sends for them is his own echo, and is not kept. */
const madeUp = new Set(['id', 'links', 'options', 'tags', 'is_domain', 'parent_id', 'password', 'original_password']);
const maxExtra = 4096;

/** List, show, create, change and remove of one kind. */
export function addCollection(app: FastifyInstance, kind: AnyKind, frame: Frame): void {
  const { service, root } = frame;
  const { name, collection, table } = kind;
  const shown = (request: FastifyRequest, row: Row<IdTable>): Raw => {
    const { extra, ...rest } = kind.shown(row);
    const own = isObject(extra) ? extra : {};
    return { ...own, ...rest, links: { self: `${selfOf(request, frame)}/${collection}/${row.id}` } };
  };

  app.get(`/v3/${collection}`, async (request, reply) => {
    // What is to be found in the catalogue by everybody may be listed by everybody.
    const asker = await askerOf(request, service, root);
    if (name !== 'region') needAdmin(asker, `list_${collection}`);
    const where = readFilters(kind, request);
    const rows = await service.read(async (tx) => {
      const out: Row<IdTable>[] = [];
      for (let after: Row<IdTable> | undefined; ; ) {
        const page = await tx.list(table, {
          where,
          sort: [{ column: 'id', direction: 'asc' }],
          ...(after && { after }),
        });
        out.push(...page);
        after = page.at(-1);
        if (page.length < maxPage) return out;
      }
    });
    return reply.send({ [collection]: rows.map((row) => shown(request, row)), links: listLinks(request, frame) });
  });

  app.get<Member>(`/v3/${collection}/:id`, async (request, reply) => {
    const asker = await askerOf(request, service, root);
    const row = await service.read((tx) => byId(tx, table, request.params.id));
    const isOwn = row !== undefined && asker.standing !== undefined && kind.isOwn?.(row, asker.standing) === true;
    if (!isOwn && name !== 'region') needAdmin(asker, `get_${name}`);
    if (row === undefined) throw refused.notFound(name, request.params.id);
    return reply.send({ [name]: shown(request, row) });
  });

  app.post(`/v3/${collection}`, async (request, reply) => {
    needAdmin(await askerOf(request, service, root), `create_${name}`);
    const raw = unwrap(kind, request.body);
    const given = readFields(kind, raw);
    for (const [field, { isRequired, initial }] of Object.entries(kind.fields)) {
      if (Object.hasOwn(given, field)) continue;
      if (isRequired) throw refused.missing(field);
      given[field] = initial;
    }
    const derived = await kind.derive?.(service, raw);
    const amended = kind.amend?.(raw, undefined);
    const row = {
      ...given,
      ...derived,
      ...amended,
      id: newIdOf(kind, raw, service.newId),
      extra: readExtra(kind, raw, {}),
    };
    const made = await write(kind, async (tx) => {
      const whole = row as NewRow<IdTable>;
      await kind.check?.(tx, whole);
      await tx.insert(table, [whole]);
      return byId(tx, table, whole.id);
    });
    return reply.code(201).send({ [name]: shown(request, made) });
  });

  app.patch<Member>(`/v3/${collection}/:id`, async (request, reply) => {
    needAdmin(await askerOf(request, service, root), `update_${name}`);
    const { id } = request.params;
    const raw = unwrap(kind, request.body);
    const given = readFields(kind, raw);
    const derived = await kind.derive?.(service, raw);
    const changed = await write(kind, async (tx) => {
      const before = await byId(tx, table, id);
      if (before === undefined) throw refused.notFound(name, id);
      for (const [field, { isFixed }] of Object.entries(kind.fields)) {
        const isChanged = Object.hasOwn(given, field) && given[field] !== (before as unknown as Raw)[field];
        if (isFixed && isChanged) throw refused.badValue(field, 'it cannot be changed');
      }
      const extra = readExtra(kind, raw, before.extra);
      const patch = { ...given, ...derived, ...kind.amend?.(raw, before), extra };
      await kind.check?.(tx, { ...before, ...patch });
      await tx.note(table, [{ column: 'id', in: [id] }], patch);
      return byId(tx, table, id);
    });
    return reply.send({ [name]: shown(request, changed) });
  });

  app.delete<Member>(`/v3/${collection}/:id`, async (request, reply) => {
    needAdmin(await askerOf(request, service, root), `delete_${name}`);
    const { id } = request.params;
    await service.write(async (tx) => {
      const row = await byId(tx, table, id);
      if (row === undefined) throw refused.notFound(name, id);
      await kind.beforeRemove?.(tx, row);
      await tx.clear(table, [{ column: 'id', in: [id] }]);
    });
    return reply.code(204).send();
  });

  async function write(
    { name }: AnyKind,
    work: (tx: Parameters<Parameters<typeof service.write>[0]>[0]) => Promise<Row<IdTable> | undefined>,
  ): Promise<Row<IdTable>> {
    try {
      const row = await service.write(work);
      // Removed by somebody else between the two reads.
      if (row === undefined) throw refused.notFound(name, '');
      return row;
    } catch (error) {
      const isTaken = error instanceof PortreeveError && error.code === 'STORE_CONFLICT';
      throw isTaken ? refused.duplicate(name, 'it exists already') : error;
    }
  }
}

function unwrap({ name }: AnyKind, body: unknown): Raw {
  const value = isObject(body) && Object.hasOwn(body, name) ? body[name] : undefined;
  if (value === undefined) throw refused.missing(name);
  if (!isObject(value)) throw refused.badValue(name, 'it is not an object');
  return value;
}

function readFields(kind: AnyKind, raw: Raw): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [given, value] of Object.entries(raw)) {
    const name = aliasOf(kind, given);
    const field = Object.hasOwn(kind.fields, name) ? kind.fields[name] : undefined;
    if (field !== undefined) out[name] = field.read(value, name);
  }
  return out;
}

function aliasOf({ aliases = {} }: AnyKind, name: string): string {
  return (Object.hasOwn(aliases, name) ? aliases[name] : undefined) ?? name;
}

/** Attributes that this service knows nothing of are kept and shown again, as the reference does; null takes one away. */
function readExtra(kind: AnyKind, raw: Raw, before: Raw): Raw {
  const others = Object.entries(raw).filter(
    ([name]) => !madeUp.has(name) && !Object.hasOwn(kind.fields, aliasOf(kind, name)),
  );
  const extra = Object.fromEntries(
    [...Object.entries(before), ...others].filter(([name]) => raw[name] !== null || !Object.hasOwn(raw, name)),
  );
  const kept = JSON.stringify(extra);
  if (kept.length > maxExtra) throw refused.bad(`Unknown attributes with more than ${maxExtra} characters.`);
  if (kept.includes('\\u0000')) throw refused.bad('An unknown attribute has a zero byte.');
  return extra;
}

/** Regions may bring their names as their ids. */
function newIdOf(kind: AnyKind, raw: Raw, newId: () => string): string {
  const id = kind.name === 'region' ? raw['id'] : undefined;
  if (id === undefined || id === null || id === '') return newId();
  if (typeof id !== 'string' || !/^[^/?#\0]{1,255}$/.test(id)) throw refused.badValue('id', 'it is not a name');
  return id;
}

/** Keys that are no attributes are passed over, as the reference does. */
function readFilters(kind: AnyKind, request: FastifyRequest): readonly Condition<IdTable>[] {
  const mark = request.url.indexOf('?');
  const out: Condition<IdTable>[] = [];
  for (const [key, texts] of parseQueryString(mark < 0 ? '' : request.url.slice(mark + 1))) {
    const name = aliasOf(kind, key);
    const filter = Object.hasOwn(kind.fields, name) ? kind.fields[name]?.filter : undefined;
    // The columns of one kind, while the list knows only those that all kinds have.
    if (filter) out.push({ column: name as 'id', in: texts.map(filter) });
  }
  return out;
}
