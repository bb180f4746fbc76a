import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PortreeveError, reasonOf } from '../../model/index.ts';

/** How a client of OpenStack logs in. */
export interface Login {
  readonly authUrl: string;
  readonly user: string;
  readonly password: string;
  readonly project: string;
  readonly region: string;
}

/** Writes `openrc` and `clouds.yaml`, for their owner only. Files that are there already are left alone: refused. */
export async function writeClientFiles(
  folder: string,
  login: Login,
): Promise<{ readonly openrc: string; readonly clouds: string }> {
  const { stringify } = await import('yaml');
  const paths = { openrc: join(folder, 'openrc'), clouds: join(folder, 'clouds.yaml') };
  await writeNew(paths.openrc, openrc(login));
  try {
    await writeNew(paths.clouds, stringify(clouds(login)));
  } catch (error) {
    await rm(paths.openrc);
    throw error;
  }
  return paths;
}

function openrc({ authUrl, user, password, project, region }: Login): string {
  const variables = {
    OS_AUTH_URL: authUrl,
    OS_IDENTITY_API_VERSION: '3',
    OS_USERNAME: user,
    OS_PASSWORD: password,
    OS_PROJECT_NAME: project,
    OS_USER_DOMAIN_NAME: 'Default',
    OS_PROJECT_DOMAIN_NAME: 'Default',
    OS_REGION_NAME: region,
  };
  return Object.entries(variables)
    .map(([name, value]) => `export ${name}=${shellQuoted(value)}\n`)
    .join('');
}

function clouds({ authUrl, user, password, project, region }: Login): object {
  const auth = {
    auth_url: authUrl,
    username: user,
    password,
    project_name: project,
    user_domain_name: 'Default',
    project_domain_name: 'Default',
  };
  return { clouds: { portreeve: { auth, region_name: region, identity_api_version: 3 } } };
}

/** A word of the shell that means nothing but itself. */
function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

async function writeNew(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx', mode: 0o600 });
  } catch (cause) {
    throw new PortreeveError('FILE_UNWRITABLE', { path, reason: reasonOf(cause) }, { cause });
  }
}
