import type { ResourceTable, Row, Writer } from '../../store/index.ts';
import { generic } from '../errors.ts';
import type { Caller } from '../identity.ts';
import { readCreate, readUpdate, unwrap, unwrapOne } from './body.ts';
import { createAll } from './create.ts';
import { refuseOverQuota } from './quota.ts';
import { readable } from './readable.ts';
import type { AnyResource, Call, Shown } from './resource.ts';
import { rowsById } from './rows.ts';
import { showRows } from './show.ts';
import { findWritable } from './visible.ts';

/** A change of one resource that is read and may be made, in a transaction of its own or with others in one. */
export type Work<R> = (call: Call<Writer>) => Promise<R>;

/** What a POST makes: one, or a list. */
export interface Created {
  readonly isBulk: boolean;
  readonly items: readonly Shown[];
}

/** Throws at once what the body alone shows to be wrong. */
export function creation(resource: AnyResource, body: unknown, caller: Caller): Work<Created> {
  const { isBulk, items } = unwrap(resource, body);
  const bodies = items.map((item) => readCreate(resource, item, caller));
  return async (call) => {
    const creations = bodies.map((one) => ({ ...one, id: call.settings.newId() }));
    await createAll(resource, call, creations);
    await refuseOverQuota(resource, call, creations);
    const made = await rowsById(
      call.tx,
      resource.table,
      creations.map(({ id }) => id),
    );
    const shown = await showRows(resource, call, made);
    return { isBulk, items: shown.map((item) => readable(resource, item, caller)) };
  };
}

/** `match`: the header If-Match. */
export function update(
  resource: AnyResource,
  id: string,
  body: unknown,
  caller: Caller,
  match: string | undefined,
): Work<Shown> {
  const given = readUpdate(resource, unwrapOne(resource, body), caller);
  return async (call) => {
    const row = await findWritable(resource, id, 'update', call);
    refuseOtherRevision(match, row);
    await resource.update(call, row, given);
    return showNow(resource, call, row.id);
  };
}

export function removal(resource: AnyResource, id: string, match: string | undefined): Work<void> {
  return async (call) => {
    const row = await findWritable(resource, id, 'delete', call);
    await resource.remove(call, row);
    // After the resource's own refusals: the reference says "in use" first. All is undone if this one speaks.
    refuseOtherRevision(match, row);
  };
}

/** `PUT {member}/{name}`. Throws the path's refusal when the resource has no such action. */
export function action(
  resource: AnyResource,
  id: string,
  name: string,
  body: unknown,
  match: string | undefined,
): Work<Shown> {
  const found = Object.hasOwn(resource.actions ?? {}, name) ? resource.actions?.[name] : undefined;
  if (found === undefined) throw generic.noSuchPath();
  return async (call) => {
    const row = await findWritable(resource, id, 'update', call);
    refuseOtherRevision(match, row);
    await found.act(call, row, body);
    return showNow(resource, call, row.id);
  };
}

/** What the row shows like now, to the caller. */
async function showNow(resource: AnyResource, call: Call, id: string): Promise<Shown> {
  const row = await call.tx.get(resource.table, id);
  const [item] = row === undefined ? [] : await showRows(resource, call, [row]);
  if (item === undefined) throw resource.notFound(id);
  return readable(resource, item, call.caller);
}

/** `If-Match: revision_number=N`. Other forms of the header are ignored, as the reference does. */
function refuseOtherRevision(header: string | undefined, row: Row<ResourceTable>): void {
  const match = /^revision_number=(\d{1,15})$/.exec(header ?? '');
  if (match === null) return;
  const wanted = Number(match[1]);
  if (wanted !== row.revision_number) throw generic.revisionDiffers(wanted, row.revision_number);
}
