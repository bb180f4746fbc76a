import type { Condition, Row, Writer } from '../../store/index.ts';
import { generic, network as refusals } from '../errors.ts';
import { boolean, integer, kind, listOf, orNull, readOnly, stringUpTo } from '../resource/kind.ts';
import { booleanFilter } from '../resource/list-query.ts';
import { type Call, type Creation, type Given, declare } from '../resource/resource.ts';
import { everyRow, groupBy, rowsWhere } from '../resource/rows.ts';
import { list, plain, words } from '../resource/schema.ts';
import {
  type Action,
  everybody,
  policiesOf,
  removePolicies,
  sharedFilter,
  sharedIds,
  sharedWith,
} from '../resource/sharing.ts';
import { withStandard, standardAttributes, tagsAttribute } from '../resource/standard.ts';
import { ensureDefaultGroup } from './default-group.ts';
import { userByPolicy } from './sharing-use.ts';
import { chooseSegment, largestMtu } from './segment.ts';

const fixed = { post: 'no', put: false } as const;
const writable = { post: 'optional', put: true } as const;
const everywhere = { filter: true, sort: true } as const;
const forAdmin = { read: 'admin', write: 'admin' } as const;

const attributes = {
  ...standardAttributes,
  name: { kind: stringUpTo(255), ...writable, initial: '', ...everywhere },
  subnets: { kind: readOnly(list(plain.uuid)), ...fixed },
  admin_state_up: { kind: boolean, ...writable, initial: true, ...everywhere },
  status: { kind: readOnly(words('ACTIVE')), ...fixed, filter: onlyActive },
  shared: { kind: boolean, ...writable, initial: false, filter: sharedFilter('network', 'id'), write: 'admin' },
  ipv4_address_scope: { kind: readOnly(plain.null), ...fixed },
  ipv6_address_scope: { kind: readOnly(plain.null), ...fixed },
  'router:external': { kind: boolean, ...writable, initial: false, column: 'external', filter: true, write: 'admin' },
  availability_zones: { kind: readOnly(list(plain.text)), ...fixed },
  availability_zone_hints: { kind: listOf(stringUpTo(255), 10), post: 'optional', put: false, initial: [] },
  mtu: { kind: mtu(), ...writable, ...everywhere },
  port_security_enabled: { kind: boolean, ...writable, initial: true },
  'provider:network_type': { kind: stringUpTo(32), ...writable, column: 'network_type', filter: true, ...forAdmin },
  'provider:physical_network': {
    kind: orNull(stringUpTo(64)),
    ...writable,
    column: 'physical_network',
    filter: true,
    ...forAdmin,
  },
  'provider:segmentation_id': {
    kind: orNull(integer(0, 2 ** 24 - 1)),
    ...writable,
    column: 'segmentation_id',
    filter: true,
    ...forAdmin,
  },
  tags: tagsAttribute,
} as const;

type NetworkGiven = Given<typeof attributes>;

/** Networks: section 3 of the API's description. */
export const networkResource = declare({
  name: 'network',
  collection: 'networks',
  path: 'networks',
  table: 'networks',
  attributes,
  canCreate: true,
  forServices: 'sight',
  notFound: refusals.notFound,
  alsoVisible: (caller) => [sharedWith(caller, 'network', 'id', ['access_as_shared', 'access_as_external'])],

  async show(call, rows) {
    const shared = await sharedIds(
      call,
      'network',
      rows.map((row) => row.id),
    );
    const subnets = groupBy(
      await rowsWhere(
        call.tx,
        'subnets',
        'network_id',
        rows.map((row) => row.id),
      ),
      (subnet) => subnet.network_id,
    );
    return rows.map((row) =>
      withStandard(row, {
        name: row.name,
        admin_state_up: row.admin_state_up,
        mtu: row.mtu,
        status: 'ACTIVE',
        subnets: (subnets.get(row.id) ?? []).map((subnet) => subnet.id),
        shared: shared.has(row.id),
        availability_zone_hints: [],
        availability_zones: [],
        ipv4_address_scope: null,
        ipv6_address_scope: null,
        'router:external': row.external,
        port_security_enabled: row.port_security_enabled,
        'provider:network_type': row.network_type,
        'provider:physical_network': row.physical_network,
        'provider:segmentation_id': row.segmentation_id,
      }),
    );
  },

  async create(call, creations: readonly Creation<typeof attributes>[]) {
    for (const { id, project, given } of creations) {
      // There are no zones to hint at: see `availability_zones`.
      const [zone] = given.availability_zone_hints ?? [];
      if (zone !== undefined) throw refusals.noZone(zone);
      await ensureDefaultGroup(call, project);
      const segment = await chooseSegment(call, {
        networkType: given['provider:network_type'],
        physicalNetwork: given['provider:physical_network'] ?? undefined,
        segmentationId: given['provider:segmentation_id'] ?? undefined,
      });
      await call.tx.insert('networks', [
        {
          id,
          project_id: project,
          name: given.name ?? '',
          description: given.description ?? '',
          admin_state_up: given.admin_state_up ?? true,
          external: given['router:external'] ?? false,
          mtu: checkedMtu(call, segment.network_type, given.mtu),
          port_security_enabled: given.port_security_enabled ?? true,
          ...segment,
        },
      ]);
      if (given.shared) await openToAll(call, id, project, 'access_as_shared');
      if (given['router:external']) await openToAll(call, id, project, 'access_as_external');
    }
  },

  async update(call, row, given: NetworkGiven) {
    if (
      given['provider:network_type'] !== undefined ||
      given['provider:physical_network'] !== undefined ||
      given['provider:segmentation_id'] !== undefined
    ) {
      throw generic.invalidInput('Plugin does not support updating provider attributes.');
    }
    if (given.shared === true) await openToAll(call, row.id, row.project_id, 'access_as_shared');
    if (given.shared === false) await closeToAll(call, row, 'access_as_shared');
    if (given['router:external'] === true) await openToAll(call, row.id, row.project_id, 'access_as_external');
    if (given['router:external'] === false) await closeToAll(call, row, 'access_as_external');
    await call.tx.update('networks', row.id, {
      ...(given.name !== undefined && { name: given.name }),
      ...(given.description !== undefined && { description: given.description }),
      ...(given.admin_state_up !== undefined && { admin_state_up: given.admin_state_up }),
      ...(given['router:external'] !== undefined && { external: given['router:external'] }),
      ...(given.mtu !== undefined && { mtu: checkedMtu(call, row.network_type, given.mtu) }),
      ...(given.port_security_enabled !== undefined && { port_security_enabled: given.port_security_enabled }),
    });
  },

  async remove(call, row) {
    const ports = await everyRow(call.tx, 'ports', 'network_id', [row.id]);
    const inUse = ports.filter((port) => port.device_owner !== 'network:dhcp');
    if (inUse.length > 0)
      throw refusals.inUse(
        row.id,
        inUse.map((port) => port.id),
      );
    await call.tx.remove(
      'ports',
      ports.map((port) => port.id),
    );
    const subnets = await rowsWhere(call.tx, 'subnets', 'network_id', [row.id]);
    await call.tx.remove(
      'subnets',
      subnets.map((subnet) => subnet.id),
    );
    await removePolicies(call.tx, 'network', row.id);
    await call.tx.remove('networks', [row.id]);
  },
});

/** Every network is ACTIVE, so that the filter is all or nothing. */
function onlyActive(texts: readonly string[]): Condition<'networks'> {
  return booleanFilter<'networks'>({ all: [] }, { column: 'id', in: [] })([String(texts.includes('ACTIVE'))]);
}

/** The reference takes any MTU; IPv4 needs 68. Zero means: the largest. */
function mtu() {
  const number = integer(0, 65_535);
  return kind<number>(
    (value, attribute) => {
      const read = number.read(value, attribute);
      if (read !== 0 && read < 68) throw generic.badValue(attribute, `'${read}' is too small: the minimum is 68.`);
      return read;
    },
    { ...number.schema, description: '0: the largest that there is room for; else 68 or more.' },
    number.filter,
    { ...number.shown, minimum: 68 },
  );
}

function checkedMtu(call: Call<Writer>, networkType: string, given: number | undefined): number {
  const largest = largestMtu(networkType, call.settings.physicalMtu);
  if (given === undefined || given === 0) return largest;
  if (given > largest) throw generic.invalidInput(`Requested MTU is too big, maximum is ${largest}.`);
  return given;
}

/** `shared` and `router:external` are policies for everybody. */
async function openToAll(call: Call<Writer>, id: string, project: string, action: Action): Promise<void> {
  if ((await policyForAll(call, id, action)) !== undefined) return;
  await call.tx.insert('rbac_policies', [
    {
      id: call.settings.newId(),
      project_id: project,
      name: '',
      description: '',
      object_type: 'network',
      object_id: id,
      action,
      target_project: everybody,
    },
  ]);
}

async function closeToAll(call: Call<Writer>, row: Row<'networks'>, action: Action): Promise<void> {
  const policy = await policyForAll(call, row.id, action);
  if (policy === undefined) return;
  if ((await userByPolicy(call.tx, policy, row.project_id)) !== undefined) throw refusals.sharedInUse(row.name);
  await call.tx.remove('rbac_policies', [policy.id]);
}

async function policyForAll(call: Call, id: string, action: Action): Promise<Row<'rbac_policies'> | undefined> {
  const policies = await policiesOf(call.tx, 'network', id);
  return policies.find((policy) => policy.action === action && policy.target_project === everybody);
}
