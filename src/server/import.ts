import { isUuid } from '../model/index.ts';
import type { Writer } from '../store/index.ts';
import { generic } from './errors.ts';
import { readImport } from './resource/body.ts';
import { createAll } from './resource/create.ts';
import { isObject } from './resource/kind.ts';
import type { AnyResource, Call } from './resource/resource.ts';
import { addressGroupResource } from './resources/address-group.ts';
import { findDefaultGroup } from './resources/default-group.ts';
import { networkResource } from './resources/network.ts';
import { portResource } from './resources/port.ts';
import { securityGroupResource } from './resources/security-group.ts';
import { securityGroupRuleResource } from './resources/security-group-rule.ts';
import { subnetResource } from './resources/subnet.ts';

type Objects = readonly Readonly<Record<string, unknown>>[];
export type Imported = Readonly<Record<string, number>>;

/**
 * Takes over objects of another Networking API as that one shows them, ids kept, all or none: for moving in. Rules come
 * inside their groups, and a group has just those; a group named `default` becomes its project's default group. What
 * only a server writes (times, statuses, revisions) begins anew.
 */
export async function importObjects(call: Call<Writer>, body: unknown): Promise<Imported> {
  const networks = objectsOf(body, 'networks');
  const subnets = objectsOf(body, 'subnets');
  const addressGroups = objectsOf(body, 'address_groups');
  const groups = objectsOf(body, 'security_groups');
  const ports = objectsOf(body, 'ports');

  // Groups first: with anything else of a project its default group would be made. All groups before any rule, as
  // rules name groups.
  await create(call, addressGroupResource, addressGroups);
  for (const group of groups) await importGroup(call, group);
  let rules = 0;
  for (const group of groups) {
    const own = objectsOf(group, 'security_group_rules');
    await create(
      call,
      securityGroupRuleResource,
      own.map((rule) => ({ project_id: projectOf(group, call), ...rule, security_group_id: group['id'] })),
    );
    rules += own.length;
  }
  await create(call, networkResource, networks);
  await create(call, subnetResource, subnets);
  await create(call, portResource, ports);
  return {
    networks: networks.length,
    subnets: subnets.length,
    address_groups: addressGroups.length,
    security_groups: groups.length,
    security_group_rules: rules,
    ports: ports.length,
  };
}

async function create(call: Call<Writer>, resource: AnyResource, objects: Objects): Promise<void> {
  for (const object of objects) {
    const { project, given } = readImport(resource, object, call.caller);
    await createAll(resource, call, [{ id: await newId(call, resource, object['id']), project, given }]);
  }
}

async function importGroup(call: Call<Writer>, object: Objects[number]): Promise<void> {
  const { project, given } = readImport(securityGroupResource, object, call.caller);
  const id = await newId(call, securityGroupResource, object['id']);
  const isDefault = given['name'] === 'default';
  if (isDefault) await makeRoomForDefault(call, project);
  await call.tx.insert('security_groups', [
    {
      id,
      project_id: project,
      name: String(given['name'] ?? ''),
      description: String(given['description'] ?? ''),
      stateful: given['stateful'] !== false,
    },
  ]);
  if (isDefault) await call.tx.insert('default_security_groups', [{ project_id: project, security_group_id: id }]);
}

/** The default group that a project got at first sight gives way, unless a port has it by now. */
async function makeRoomForDefault(call: Call<Writer>, project: string): Promise<void> {
  const id = await findDefaultGroup(call.tx, project);
  const row = id === undefined ? undefined : await call.tx.get('security_groups', id);
  if (row !== undefined) await securityGroupResource.remove(call, row);
}

async function newId(call: Call<Writer>, resource: AnyResource, given: unknown): Promise<string> {
  if (given === undefined) return call.settings.newId();
  if (typeof given !== 'string' || !isUuid(given)) {
    throw generic.badValue('id', `'${String(given)}' is not a valid UUID.`);
  }
  if ((await call.tx.get(resource.table, given)) !== undefined) {
    throw generic.exists(resource.name, given);
  }
  return given;
}

function projectOf(object: Objects[number], call: Call): unknown {
  return object['project_id'] ?? object['tenant_id'] ?? call.caller.project;
}

function objectsOf(body: unknown, key: string): Objects {
  if (!isObject(body)) throw generic.badBody();
  const list = body[key] ?? [];
  if (!Array.isArray(list) || !list.every(isObject)) throw generic.bad('import', `'${key}' is not a list of objects.`);
  return list;
}
