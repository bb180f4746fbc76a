import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Row, Store, Writer } from '../../store/index.ts';
import { auditedWrite } from '../audit/audited-write.ts';
import { generic, network as networks, port as refusals } from '../errors.ts';
import { callerOf } from '../http/authentication.ts';
import { anyObject, isObject, oneOf, stringUpTo } from '../resource/kind.ts';
import { parseQueryString } from '../resource/list-query.ts';
import type { Call } from '../resource/resource.ts';
import { rowsWhere } from '../resource/rows.ts';
import { sendWritten } from '../resource/sent.ts';
import { callerOn, findVisible } from '../resource/visible.ts';
import type { Settings } from '../settings.ts';
import { bind, removeBinding, unbound, vnicTypes } from './binding.ts';
import { portResource } from './port.ts';

interface OfPort {
  Params: { id: string };
}
interface OfHost {
  Params: { id: string; host: string };
}

type Port = Row<'ports'>;
/** A binding as both tables keep it; which table it is in says whether it is the active one. */
type Binding = Pick<Port, 'host' | 'vnic_type' | 'profile' | 'vif_type' | 'vif_details'>;

const bindings = '/v2.0/ports/:id/bindings';

/**
 * Several bindings of a port, for live migration: section 7 of the API's description. The active one is what the port
 * itself shows and what its host enforces; the others wait in a table of their own.
 */
export function addPortBindings(app: FastifyInstance, store: Store, settings: Settings): void {
  /** Runs on a port that is an instance's, for the administrator. */
  const write = <R>(request: FastifyRequest<OfPort>, work: (call: Call<Writer>, port: Port) => Promise<R>) =>
    auditedWrite(store, request, settings.now, async (tx) => {
      const call = { tx, caller: callerOn(portResource, callerOf(request)), settings };
      const port = await computePort(call, request.params.id);
      if (!call.caller.isAdmin) throw generic.forbidden('rule:update_port_binding');
      return work(call, port);
    });
  const read = <R>(request: FastifyRequest<OfPort>, work: (call: Call, port: Port) => Promise<R>) =>
    store.read(async (tx) => {
      const call = { tx, caller: callerOn(portResource, callerOf(request)), settings };
      return work(call, await computePort(call, request.params.id));
    });

  app.get<OfPort>(bindings, async (request, reply) => {
    const shown = await read(request, bindingsOf);
    return reply.send({ bindings: narrowed(shown, request.url) });
  });

  app.get<OfHost>(`${bindings}/:host`, async (request, reply) => {
    const { id, host } = request.params;
    const shown = await read(request, bindingsOf);
    const binding = shown.find((one) => one.host === host);
    if (binding === undefined) throw refusals.bindingNotFound(id, host);
    return reply.send({ binding });
  });

  app.post<OfPort>(bindings, async (request, reply) => {
    const { host, ...given } = readBinding(request.body, true);
    const written = await write(request, async (call, port) => {
      const known = await rowsWhere(call.tx, 'port_bindings', 'port_id', [port.id]);
      if (port.host === host || known.some((one) => one.host === host)) throw refusals.bindingExists(port.id, host);
      const binding = await bound(call, port, { host, vnic_type: 'normal', profile: {}, ...given });
      await call.tx.insert('port_bindings', [{ port_id: port.id, ...binding }]);
      return show(binding, false);
    });
    return sendWritten(reply, written).code(201).send({ binding: written.result });
  });

  app.put<OfHost>(`${bindings}/:host`, async (request, reply) => {
    const { host } = request.params;
    const given = readBinding(request.body, false);
    const written = await write(request, async (call, port) => {
      if (port.host === host && host !== '') {
        const binding = await bound(call, port, { ...bindingOf(port), ...given, host });
        await call.tx.update('ports', port.id, { ...binding, status: 'DOWN' });
        return show(binding, true);
      }
      const binding = await bound(call, port, { ...(await waiting(call, port, host)), ...given, host });
      await removeBinding(call.tx, port.id, host);
      await call.tx.insert('port_bindings', [{ port_id: port.id, ...binding }]);
      return show(binding, false);
    });
    return sendWritten(reply, written).send({ binding: written.result });
  });

  app.put<OfHost>(`${bindings}/:host/activate`, async (request, reply) => {
    const { host } = request.params;
    const written = await write(request, async (call, port) => {
      if (port.host === host && host !== '') throw refusals.bindingActive(port.id, host);
      const binding = await waiting(call, port, host);
      await removeBinding(call.tx, port.id, host);
      if (port.host !== '') await call.tx.insert('port_bindings', [{ port_id: port.id, ...bindingOf(port) }]);
      await call.tx.update('ports', port.id, { ...binding, status: 'DOWN' });
      return show(binding, true);
    });
    // Without the wrapper, as recorded.
    return sendWritten(reply, written).send(written.result);
  });

  app.delete<OfHost>(`${bindings}/:host`, async (request, reply) => {
    const { host } = request.params;
    const written = await write(request, async (call, port) => {
      if (port.host === host && host !== '') {
        // The port stays whole: the recorded server could not even delete it any more.
        await call.tx.update('ports', port.id, { ...unbound, host: '', profile: {}, status: 'DOWN' });
        return;
      }
      await waiting(call, port, host);
      await removeBinding(call.tx, port.id, host);
      await call.tx.update('ports', port.id, {});
    });
    return sendWritten(reply, written).code(204).send();
  });
}

async function computePort(call: Call, id: string): Promise<Port> {
  await findVisible(portResource, id, call);
  const port = await call.tx.get('ports', id);
  if (port === undefined) throw refusals.notFound(id);
  if (!port.device_owner.startsWith('compute:')) throw refusals.notCompute(id);
  return port;
}

/** All bindings of a port, for the administrator: others are not refused, they see none. */
async function bindingsOf(call: Call, port: Port): Promise<readonly Shown[]> {
  if (!call.caller.isAdmin) return [];
  const rows = await rowsWhere(call.tx, 'port_bindings', 'port_id', [port.id]);
  return [...(port.host === '' ? [] : [show(bindingOf(port), true)]), ...rows.map((row) => show(row, false))];
}

async function waiting(call: Call, port: Port, host: string): Promise<Binding> {
  const rows = await rowsWhere(call.tx, 'port_bindings', 'port_id', [port.id]);
  const row = rows.find((one) => one.host === host);
  if (row === undefined) throw refusals.bindingNotFound(port.id, host);
  return bindingOf(row);
}

function bindingOf({ host, vnic_type, profile, vif_type, vif_details }: Binding): Binding {
  return { host, vnic_type, profile, vif_type, vif_details };
}

/** A binding that its host can keep, or the refusal: a migration is not to begin towards a host that cannot. */
async function bound(
  call: Call,
  port: Port,
  wanted: Pick<Binding, 'host' | 'vnic_type' | 'profile'>,
): Promise<Binding> {
  const { host, vnic_type, profile } = wanted;
  const network = await call.tx.get('networks', port.network_id);
  if (network === undefined) throw networks.notFound(port.network_id);
  const made = await bind(call, host, vnic_type, network);
  if (made.vif_type === 'binding_failed') throw refusals.bindingFailed(port.id, host);
  return { host, vnic_type, profile, ...made };
}

type Shown = Binding & { readonly status: 'ACTIVE' | 'INACTIVE' };

function show(binding: Binding, isActive: boolean): Shown {
  return { ...bindingOf(binding), status: isActive ? 'ACTIVE' : 'INACTIVE' };
}

const vnicType = oneOf(vnicTypes);
const hostName = stringUpTo(255);

interface GivenBinding {
  readonly host: string;
  readonly vnic_type?: string;
  readonly profile?: Readonly<Record<string, unknown>>;
}

function readBinding(body: unknown, isNew: boolean): GivenBinding {
  if (!isObject(body) || !Object.hasOwn(body, 'binding')) throw generic.noWrapper('binding');
  const { binding } = body;
  if (!isObject(binding)) throw generic.badBody();
  const { host, vnic_type: vnic, profile, project_id: _project, tenant_id: _tenant, ...rest } = binding;
  const unknown = Object.keys(rest);
  if (unknown.length > 0) throw generic.unknownAttributes(unknown);
  if (isNew && (host === undefined || host === '')) throw generic.required('host');
  if (!isNew && host !== undefined) throw generic.readOnly('host');
  return {
    host: isNew ? hostName.read(host, 'host') : '',
    ...(vnic !== undefined && { vnic_type: vnicType.read(vnic, 'vnic_type') }),
    ...(profile !== undefined && { profile: anyObject.read(profile, 'profile') }),
  };
}

const filters = ['host', 'vif_type', 'vnic_type', 'status'] as const;

/** `?host=a&fields=status`: few enough that they are narrowed here. */
function narrowed(all: readonly Shown[], url: string): readonly Readonly<Record<string, unknown>>[] {
  const mark = url.indexOf('?');
  const query = parseQueryString(mark < 0 ? '' : url.slice(mark + 1));
  const kept = all.filter((one) => filters.every((key) => query.get(key)?.includes(one[key]) ?? true));
  const fields = (query.get('fields') ?? []).filter((field) => field !== '');
  if (fields.length === 0) return kept;
  return kept.map((one) => Object.fromEntries(Object.entries(one).filter(([name]) => fields.includes(name))));
}
