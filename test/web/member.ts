import type { Client } from '../../src/client/index.ts';
import { clientOfProject } from './plan-scene.ts';
import type { World } from './world.ts';

/** Somebody who may change things in the project of the scene, and is no administrator. */
export async function makeMember(world: World, project: string) {
  const client = await clientOfProject(world);
  const member = { user: 'wang', password: 'six small rocks at sea' };
  const { body } = await client.request('POST', '/identity/v3/users', {
    user: { name: member.user, password: member.password, domain_id: 'default', default_project_id: project },
  });
  const user = (body as { readonly user: { readonly id: string } }).user.id;
  const role = await roleId(client);
  await client.request('PUT', `/identity/v3/projects/${project}/users/${user}/roles/${role}`);
  return member;
}

async function roleId(client: Client): Promise<string> {
  const { body } = await client.request('GET', '/identity/v3/roles?name=member');
  const [role] = (body as { readonly roles: readonly { readonly id: string }[] }).roles;
  if (role === undefined) throw new Error('there is no role for members');
  return role.id;
}
