import { readFile } from 'node:fs/promises';
import { PortreeveError, reasonOf } from '../../model/index.ts';
import type { ComputeAccount, KeystoneAccount } from '../../server/index.ts';

type Members = Readonly<Record<string, unknown>>;

/** Our account in the only cloud of a `clouds.yaml`. Throws FILE_UNREADABLE or BAD_CLOUDS. */
export async function readAccount(path: string): Promise<KeystoneAccount> {
  return accountOf(await readCloud(path), path);
}

/** The same, with the region and the interface at which its compute service is to be found. */
export async function readComputeAccount(path: string): Promise<ComputeAccount> {
  const cloud = await readCloud(path);
  const region = cloud['region_name'];
  if (region !== undefined && typeof region !== 'string') {
    throw new PortreeveError('BAD_CLOUDS', { path, reason: 'region_name is no text' });
  }
  return { ...accountOf(cloud, path), region, interface: interfaceOf(cloud, path) };
}

/** `internal`, or as older files have it, `endpoint_type: internalURL`. */
function interfaceOf(cloud: Members, path: string): ComputeAccount['interface'] {
  const given = cloud['interface'] ?? cloud['endpoint_type'] ?? 'public';
  const known = (['public', 'internal', 'admin'] as const).find((one) => given === one || given === `${one}URL`);
  if (known === undefined) throw new PortreeveError('BAD_CLOUDS', { path, reason: `interface ${String(given)}` });
  return known;
}

async function readCloud(path: string): Promise<Members> {
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
  return membersOf(clouds[0]);
}

function accountOf(cloud: Members, path: string): KeystoneAccount {
  const auth = membersOf(cloud['auth']);
  const need = (...names: readonly string[]) => {
    const value = names.map((name) => auth[name]).find((one) => typeof one === 'string' && one !== '');
    if (typeof value !== 'string') throw new PortreeveError('BAD_CLOUDS', { path, reason: `no ${names[0]}` });
    return value;
  };
  const authUrl = need('auth_url');
  if (!URL.canParse(authUrl)) throw new PortreeveError('BAD_CLOUDS', { path, reason: `auth_url ${authUrl}` });
  // Messages and logs name the URL.
  if (new URL(authUrl).password !== '')
    throw new PortreeveError('BAD_CLOUDS', { path, reason: 'password in auth_url' });
  return {
    authUrl,
    username: need('username'),
    password: need('password'),
    project: need('project_name'),
    userDomain: need('user_domain_name', 'domain_name'),
    projectDomain: need('project_domain_name', 'user_domain_name', 'domain_name'),
  };
}

function membersOf(value: unknown): Members {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
