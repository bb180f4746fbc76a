import { parseCidr } from '../../model/index.ts';
import type { Row, Writer } from '../../store/index.ts';
import { addressGroup as refusals, generic } from '../errors.ts';
import {
  addressOrCidrSchema,
  cidrSchema,
  isObject,
  kind,
  listOf,
  printed,
  readOnly,
  stringUpTo,
} from '../resource/kind.ts';
import { type Call, type Creation, type Given, action, declare } from '../resource/resource.ts';
import { list, object, plain } from '../resource/schema.ts';
import { removePolicies, sharedFilter, sharedIds, sharedWith } from '../resource/sharing.ts';
import { withStandard, standardAttributes } from '../resource/standard.ts';

const writable = { post: 'optional', put: true } as const;

const attributes = {
  ...standardAttributes,
  name: { kind: stringUpTo(255), ...writable, initial: '', filter: true, sort: true },
  description: { kind: stringUpTo(1024), ...writable, initial: '', filter: true, sort: true },
  shared: { kind: readOnly(plain.boolean), post: 'no', put: false, filter: sharedFilter('address_group', 'id') },
  addresses: {
    kind: listOf(kind(readAddress, cidrSchema), 10_000),
    post: 'optional',
    put: false,
    initial: [],
  },
} as const;

const actionBody = object({ addresses: list(addressOrCidrSchema) });

/** Address groups: section 5.3 of the API's description. */
export const addressGroupResource = declare({
  name: 'address_group',
  collection: 'address_groups',
  path: 'address-groups',
  table: 'address_groups',
  attributes,
  canCreate: true,
  notFound: refusals.notFound,
  alsoVisible: (caller) => [sharedWith(caller, 'address_group', 'id')],

  async show(call, rows) {
    const shared = await sharedIds(
      call,
      'address_group',
      rows.map((row) => row.id),
    );
    return rows.map((row) =>
      withStandard(row, {
        name: row.name,
        shared: shared.has(row.id),
        addresses: row.addresses,
      }),
    );
  },

  async create(call, creations: readonly Creation<typeof attributes>[]) {
    await call.tx.insert(
      'address_groups',
      creations.map(({ id, project, given }) => ({
        id,
        project_id: project,
        name: given.name ?? '',
        description: given.description ?? '',
        addresses: [...new Set(given.addresses)],
      })),
    );
  },

  async update(call, row, given: Given<typeof attributes>) {
    await call.tx.update('address_groups', row.id, {
      ...(given.name !== undefined && { name: given.name }),
      ...(given.description !== undefined && { description: given.description }),
    });
  },

  async remove(call, row) {
    const where = [{ column: 'remote_address_group_id', in: [row.id] }] as const;
    const users =
      (await call.tx.count('security_group_rules', where)) +
      (await call.tx.count('default_security_group_rules', where));
    if (users > 0) throw refusals.inUse(row.id);
    await removePolicies(call.tx, 'address_group', row.id);
    await call.tx.remove('address_groups', [row.id]);
  },

  actions: {
    add_addresses: action<'address_groups'>(actionBody, async (call, row, body) => {
      const added = readAddresses(body);
      const known = added.filter((address) => row.addresses.includes(address));
      if (known.length > 0) throw refusals.hasAlready(known, row.id);
      await change(call, row, [...row.addresses, ...added]);
    }),
    remove_addresses: action<'address_groups'>(actionBody, async (call, row, body) => {
      const removed = readAddresses(body);
      const unknown = removed.filter((address) => !row.addresses.includes(address));
      if (unknown.length > 0) throw refusals.hasNot(unknown, row.id);
      await change(
        call,
        row,
        row.addresses.filter((address) => !removed.includes(address)),
      );
    }),
  },
});

function change(call: Call<Writer>, row: Row<'address_groups'>, addresses: readonly string[]): Promise<void> {
  if (addresses.length > 10_000) throw generic.badValue('addresses', 'more than 10000 items.');
  return call.tx.update('address_groups', row.id, { addresses });
}

/** A new group takes prefixes only; the two actions below take bare addresses as well, as the reference does. */
function readAddress(value: unknown, attribute: string): string {
  const cidr = typeof value === 'string' ? parseCidr(value) : undefined;
  if (typeof value !== 'string' || cidr === undefined) {
    throw generic.badValue(attribute, `'${printed(value)}' is not a valid IP subnet.`);
  }
  if (!value.includes('/')) {
    throw generic.badValue(attribute, `'${value}' isn't a recognized IP subnet cidr, '${cidr}' is recommended.`);
  }
  return cidr;
}

/** The body of the two actions, whose refusals are worded differently from those of a POST. */
function readAddresses(body: unknown): readonly string[] {
  const given = isObject(body) ? body['addresses'] : undefined;
  if (!Array.isArray(given)) throw generic.badRequest("Unable to find 'addresses' in request body");
  const read = given.map((item: unknown) => {
    const cidr = typeof item === 'string' ? parseCidr(item) : undefined;
    if (cidr === undefined) throw refusals.badAddress(printed(item));
    return cidr;
  });
  return [...new Set(read)];
}
