import type { FastifyInstance, FastifyReply } from 'fastify';
import { type Condition, type Reader, type Row, type Store, maxPage } from '../../store/index.ts';
import { generic } from '../errors.ts';
import { type QueryString, parseQueryString } from '../resource/list-query.ts';
import { groupBy, rowsWhere } from '../resource/rows.ts';
import { rangeOf } from '../resources/pool.ts';
import { callerOf } from './authentication.ts';
import { printJson } from './big-json.ts';

const path = '/v2.0/network-ip-availabilities';

/** What is free and used: section 12 of the API's description. Nothing of it is kept; it is counted when asked for. */
export function addAvailability(app: FastifyInstance, store: Store): void {
  // Zones are those of DHCP and L3 agents, which there are not.
  app.get('/v2.0/availability_zones', async () => ({ availability_zones: [] }));

  app.get(path, async (request, reply) => {
    const mark = request.url.indexOf('?');
    const query = parseQueryString(mark < 0 ? '' : request.url.slice(mark + 1));
    const where = readFilters(query);
    if (!callerOf(request).isAdmin) return { network_ip_availabilities: [] };
    const fields = (query.get('fields') ?? []).filter((field) => field !== '');
    const shown = await store.read((tx) => availabilities(tx, where, query.get('ip_version')));
    return sendBig(reply, { network_ip_availabilities: shown.map((one) => only(one, fields)) });
  });

  app.get<{ Params: { id: string } }>(`${path}/:id`, async (request, reply) => {
    if (!callerOf(request).isAdmin) throw generic.noSuchPath();
    const { id } = request.params;
    const [shown] = await store.read((tx) => availabilities(tx, [{ column: 'id', in: [id] }], undefined));
    if (shown === undefined) throw generic.noSuchPath();
    return sendBig(reply, { network_ip_availability: shown });
  });
}

const columns: Readonly<Record<string, 'id' | 'name' | 'project_id'>> = {
  network_id: 'id',
  network_name: 'name',
  project_id: 'project_id',
  tenant_id: 'project_id',
};

function readFilters(query: QueryString): readonly Condition<'networks'>[] {
  const keys = [...query.keys()].filter((key) => key !== 'fields' && key !== 'ip_version');
  const unknown = keys.filter((key) => !Object.hasOwn(columns, key));
  if (unknown.length > 0) throw generic.badFilter(unknown);
  return keys.map((key) => ({ column: columns[key] ?? 'id', in: query.get(key) ?? [] }));
}

async function availabilities(
  tx: Reader,
  where: readonly Condition<'networks'>[],
  versions: readonly string[] | undefined,
) {
  const out: ReturnType<typeof show>[] = [];
  for (let after: Row<'networks'> | undefined; ; ) {
    const sort = [{ column: 'seq', direction: 'asc' }] as const;
    const networks = await tx.list('networks', { where, sort, ...(after && { after }) });
    const ids = networks.map((network) => network.id);
    const subnets = groupBy(await rowsWhere(tx, 'subnets', 'network_id', ids), (subnet) => subnet.network_id);
    const used = await tx.countBy('ip_allocations', 'subnet_id', [{ column: 'network_id', in: ids }]);
    for (const network of networks) {
      const own = subnets.get(network.id) ?? [];
      const counted = own.filter((subnet) => versions?.includes(String(subnet.ip_version)) ?? true);
      if (versions === undefined || counted.length > 0) out.push(show(network, counted, used));
    }
    after = networks.at(-1);
    if (networks.length < maxPage) return out;
  }
}

function show(network: Row<'networks'>, subnets: readonly Row<'subnets'>[], used: ReadonlyMap<string, number>) {
  const shown = subnets.map((subnet) => ({
    subnet_id: subnet.id,
    ip_version: subnet.ip_version,
    cidr: subnet.cidr,
    subnet_name: subnet.name,
    used_ips: used.get(subnet.id) ?? 0,
    total_ips: totalOf(subnet),
  }));
  return {
    network_id: network.id,
    network_name: network.name,
    tenant_id: network.project_id,
    project_id: network.project_id,
    subnet_ip_availability: shown,
    used_ips: shown.reduce((sum, subnet) => sum + subnet.used_ips, 0),
    total_ips: shown.reduce((sum, subnet) => sum + subnet.total_ips, 0n),
  };
}

/** Addresses of the pools: the gateway is not among them. */
function totalOf(subnet: Row<'subnets'>): bigint {
  return subnet.allocation_pools.map(rangeOf).reduce((sum, { first, last }) => sum + (last - first + 1n), 0n);
}

function only(one: object, fields: readonly string[]): object {
  return fields.length === 0 ? one : Object.fromEntries(Object.entries(one).filter(([name]) => fields.includes(name)));
}

function sendBig(reply: FastifyReply, body: object): FastifyReply {
  return reply.type('application/json; charset=utf-8').send(printJson(body));
}
