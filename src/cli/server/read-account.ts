import { readFile } from 'node:fs/promises';
import { PortreeveError, reasonOf } from '../../model/index.ts';
import type { KeystoneAccount } from '../../server/index.ts';

/** The only cloud of a `clouds.yaml`. Throws FILE_UNREADABLE or BAD_CLOUDS. */
export async function readAccount(path: string): Promise<KeystoneAccount> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new PortreeveError('FILE_UNREADABLE', { path, reason: reasonOf(cause) }, { cause });
  }
  const { parse } = await import('yaml');
  let file: unknown;
  try {
    file = parse(text);
  } catch (cause) {
    throw new PortreeveError('BAD_CLOUDS', { path, reason: reasonOf(cause) }, { cause });
  }
  const clouds = Object.values(membersOf(membersOf(file)['clouds']));
  if (clouds.length !== 1) throw new PortreeveError('BAD_CLOUDS', { path, reason: `${clouds.length} clouds` });
  const auth = membersOf(membersOf(clouds[0])['auth']);
  const need = (...names: readonly string[]) => {
    const value = names.map((name) => auth[name]).find((one) => typeof one === 'string' && one !== '');
    if (typeof value !== 'string') throw new PortreeveError('BAD_CLOUDS', { path, reason: `no ${names[0]}` });
    return value;
  };
  const authUrl = need('auth_url');
  if (!URL.canParse(authUrl)) throw new PortreeveError('BAD_CLOUDS', { path, reason: `auth_url ${authUrl}` });
  return {
    authUrl,
    username: need('username'),
    password: need('password'),
    project: need('project_name'),
    userDomain: need('user_domain_name', 'domain_name'),
    projectDomain: need('project_domain_name', 'user_domain_name', 'domain_name'),
  };
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
