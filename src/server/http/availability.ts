import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Cidr, cidrParts } from '../../model/index.ts';
import { type Condition, type Reader, type Row, type Store, maxPage } from '../../store/index.ts';
import { generic } from '../errors.ts';
import { type QueryString, parseQueryString } from '../resource/list-query.ts';
import { groupBy, rowsWhere } from '../resource/rows.ts';
import { sortable } from '../resources/fixed-ips.ts';
import { rangeOf, usable } from '../resources/pool.ts';
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
    if (!maySee(request)) return { network_ip_availabilities: [] };
    const fields = (query.get('fields') ?? []).filter((field) => field !== '');
    const shown = await store.read((tx) => availabilities(tx, where, query.get('ip_version')));
    return sendBig(reply, { network_ip_availabilities: shown.map((one) => only(one, fields)) });
  });

  app.get<{ Params: { id: string } }>(`${path}/:id`, async (request, reply) => {
    if (!maySee(request)) throw generic.noSuchPath();
    const { id } = request.params;
    const [shown] = await store.read((tx) => availabilities(tx, [{ column: 'id', in: [id] }], undefined));
    if (shown === undefined) throw generic.noSuchPath();
    return sendBig(reply, { network_ip_availability: shown });
  });
}

function maySee(request: FastifyRequest): boolean {
  const { isAdmin, isService = false } = callerOf(request);
  return isAdmin || isService;
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
    const made = (await rowsWhere(tx, 'subnets', 'network_id', ids)).toSorted((a, b) => a.seq - b.seq);
    const subnets = groupBy(made, (subnet) => subnet.network_id);
    const used = await tx.countBy('ip_allocations', 'subnet_id', [{ column: 'network_id', in: ids }]);
    const inUse = [...subnets.values()].flat().filter((subnet) => used.has(subnet.id));
    const uses = { anywhere: used, inPools: await usedInPools(tx, inUse) };
    for (const network of networks) {
      const own = subnets.get(network.id) ?? [];
      const counted = own.filter((subnet) => versions?.includes(String(subnet.ip_version)) ?? true);
      if (versions === undefined || counted.length > 0) out.push(show(network, counted, uses));
    }
    after = networks.at(-1);
    if (networks.length < maxPage) return out;
  }
}

/** Addresses in use, by subnet. */
interface Uses {
  readonly anywhere: ReadonlyMap<string, number>;
  /** Of these, those that are of the pools: a port may also have an address outside. */
  readonly inPools: ReadonlyMap<string, number>;
}

/** Pools of one statement: each is a condition of its own, and databases nest only so many. */
const poolsPerStatement = 100;

async function usedInPools(tx: Reader, subnets: readonly Row<'subnets'>[]): Promise<Uses['inPools']> {
  const out = new Map<string, number>();
  const pools = subnets.flatMap(({ id, allocation_pools }) => allocation_pools.map((pool) => [id, pool] as const));
  for (let start = 0; start < pools.length; start += poolsPerStatement) {
    const any = pools.slice(start, start + poolsPerStatement).map(([id, pool]): Condition<'ip_allocations'> => {
      const { first, last } = rangeOf(pool);
      const upTo = { any: [{ column: 'number', below: sortable(last) } as const, numberIs(last)] };
      return { all: [{ column: 'subnet_id', in: [id] }, { column: 'number', atLeast: sortable(first) }, upTo] };
    });
    for (const [id, count] of await tx.countBy('ip_allocations', 'subnet_id', [{ any }])) {
      // The pools of a subnet may be counted by two statements.
      out.set(id, (out.get(id) ?? 0) + count);
    }
  }
  return out;
}

function numberIs(number: bigint) {
  return { column: 'number', in: [sortable(number)] } as const;
}

function show(network: Row<'networks'>, subnets: readonly Row<'subnets'>[], uses: Uses) {
  const shown = subnets.map((subnet) => {
    const used = uses.anywhere.get(subnet.id) ?? 0;
    const { first, last } = usable(subnet.cidr as Cidr);
    const inPools = totalOf(subnet);
    return {
      subnet_id: subnet.id,
      ip_version: subnet.ip_version,
      cidr: subnet.cidr,
      subnet_name: subnet.name,
      used_ips: used,
      total_ips: subnet.allocation_pools.length > 0 ? inPools : sizeOf(subnet.cidr as Cidr),
      ip_availability_details: {
        total_ips_in_subnet: last - first + 1n,
        total_ips_in_allocation_pool: inPools,
        used_ips_in_subnet: used,
        used_ips_in_allocation_pool: uses.inPools.get(subnet.id) ?? 0,
      },
    };
  });
  const details = shown.map((subnet) => subnet.ip_availability_details);
  return {
    network_id: network.id,
    network_name: network.name,
    tenant_id: network.project_id,
    project_id: network.project_id,
    subnet_ip_availability: shown,
    used_ips: sum(shown.map((subnet) => subnet.used_ips)),
    total_ips: bigSum(shown.map((subnet) => subnet.total_ips)),
    ip_availability_details: {
      total_ips_in_subnet: bigSum(details.map((subnet) => subnet.total_ips_in_subnet)),
      total_ips_in_allocation_pool: bigSum(details.map((subnet) => subnet.total_ips_in_allocation_pool)),
      used_ips_in_subnet: sum(details.map((subnet) => subnet.used_ips_in_subnet)),
      used_ips_in_allocation_pool: sum(details.map((subnet) => subnet.used_ips_in_allocation_pool)),
    },
  };
}

/** Addresses of the pools: the gateway is not among them. */
function totalOf(subnet: Row<'subnets'>): bigint {
  return bigSum(subnet.allocation_pools.map(rangeOf).map(({ first, last }) => last - first + 1n));
}

/** All addresses of a prefix, which is what the reference counts where there are no pools. */
function sizeOf(cidr: Cidr): bigint {
  const { version, length } = cidrParts(cidr);
  return 1n << BigInt((version === 4 ? 32 : 128) - length);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function bigSum(numbers: readonly bigint[]): bigint {
  return numbers.reduce((total, number) => total + number, 0n);
}

function only(one: object, fields: readonly string[]): object {
  return fields.length === 0 ? one : Object.fromEntries(Object.entries(one).filter(([name]) => fields.includes(name)));
}

function sendBig(reply: FastifyReply, body: object): FastifyReply {
  return reply.type('application/json; charset=utf-8').send(printJson(body));
}
