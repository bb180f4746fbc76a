import type { LogIn, PasswordAsk } from '../identity.ts';
import { isObject } from '../resource/kind.ts';
import type { Keystone } from './keystone-account.ts';

/** Logging in to a Keystone with somebody's own name and password; what it says of it is believed. */
export function keystoneLogIn(keystone: Keystone): LogIn {
  const post = (auth: object) =>
    keystone.send({
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ auth }),
    });

  async function ask(auth: object): Promise<{ readonly token: string; readonly isScoped: boolean } | undefined> {
    const answer = await post(auth);
    const token = answer.headers.get('x-subject-token');
    if (answer.status === 201 && token !== null) {
      const body: unknown = await answer.json().catch(() => undefined);
      const content = isObject(body) ? body['token'] : undefined;
      return { token, isScoped: isObject(content) && content['project'] !== undefined };
    }
    await answer.body?.cancel();
    if (answer.status >= 400 && answer.status < 500) return undefined;
    throw keystone.failed(`it answers ${answer.status} to a login`);
  }

  return {
    async token({ user: name, password, domain: domainName, project }: PasswordAsk) {
      const domain = { name: domainName };
      const user = { name, domain, password };
      const identity = { methods: ['password'], password: { user } };
      const scope = project === undefined ? {} : { scope: { project: { name: project, domain } } };
      const got = await ask({ identity, ...scope });
      if (got === undefined || got.isScoped) return got?.token;
      const id = await firstProject(keystone, got.token);
      if (id === undefined) return undefined;
      const again = { methods: ['token'], token: { id: got.token } };
      return (await ask({ identity: again, scope: { project: { id } } }))?.token;
    },
    async giveBack(token) {
      const headers = { 'x-auth-token': token, 'x-subject-token': token };
      const answer = await keystone.send({ method: 'DELETE', headers });
      await answer.body?.cancel();
    },
  };
}

/** Of the projects that the token's user may enter. */
async function firstProject(keystone: Keystone, token: string): Promise<string | undefined> {
  const answer = await keystone.send({ method: 'GET', headers: { 'x-auth-token': token } }, '/auth/projects');
  const body: unknown = await answer.json().catch(() => undefined);
  const projects = isObject(body) && Array.isArray(body['projects']) ? body['projects'] : [];
  return projects
    .flatMap((one: unknown) =>
      isObject(one) && typeof one['id'] === 'string' && one['enabled'] !== false
        ? [{ id: one['id'], name: String(one['name'] ?? '') }]
        : [],
    )
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en'))[0]?.id;
}
