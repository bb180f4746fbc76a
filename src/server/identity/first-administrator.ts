import { PortreeveError } from '../../model/index.ts';
import type { Store, Writer } from '../../store/index.ts';
import { type IdentityOptions, type IdentityService, defaultDomain, openIdentity } from './service.ts';

/** What `portreeve server init` is told. */
export interface FirstAdministrator {
  readonly user: string;
  readonly password: string;
  readonly project: string;
  readonly region: string;
  /** How clients reach the server: `http://controller:9696`. */
  readonly url: string;
}

/** Path of the built-in identity service on the server. */
export const identityPrefix = '/identity';

/**
 * Makes the first administrator, his project, and the catalogue by which clients find this server. Refused with
 * IDENTITY_EXISTS once there is a user of that name: nobody's password is changed by the way. `beforeCommit` writes
 * down what else must be there; if it fails, nothing is made.
 */
export async function makeFirstAdministrator(
  store: Store,
  options: IdentityOptions,
  wanted: FirstAdministrator,
  beforeCommit?: () => Promise<void>,
): Promise<void> {
  const service = await openIdentity(store, options);
  const hash = await service.passwords.hash(wanted.password);
  await service.write(async (tx) => {
    await makeAccount(tx, service, wanted, hash);
    await makeCatalog(tx, service, wanted);
    await beforeCommit?.();
  });
}

async function makeAccount(tx: Writer, { newId }: IdentityService, wanted: FirstAdministrator, hash: string) {
  const byName = (name: string) =>
    [
      { column: 'domain_id', in: [defaultDomain] },
      { column: 'name', in: [name] },
    ] as const;
  if ((await tx.count('identity_users', byName(wanted.user))) > 0) {
    throw new PortreeveError('IDENTITY_EXISTS', { user: wanted.user });
  }
  const base = { domain_id: defaultDomain, enabled: true, extra: {} };
  const [kept] = await tx.list('identity_projects', { where: byName(wanted.project) });
  const project = kept?.id ?? newId();
  if (kept === undefined) {
    const description = 'Project of the first administrator';
    await tx.insert('identity_projects', [{ ...base, id: project, name: wanted.project, description }]);
  }
  const user = newId();
  await tx.insert('identity_users', [
    {
      ...base,
      id: user,
      name: wanted.user,
      description: 'The first administrator',
      default_project_id: project,
      password_hash: hash,
      generation: 0,
    },
  ]);
  const [role] = await tx.list('identity_roles', { where: [{ column: 'name', in: ['admin'] }] });
  const role_id = role?.id ?? '';
  await tx.insert('identity_assignments', [
    { user_id: user, target: 'project', target_id: project, role_id },
    { user_id: user, target: 'system', target_id: '', role_id },
  ]);
}

async function makeCatalog(tx: Writer, { newId }: IdentityService, { url, region }: FirstAdministrator) {
  if ((await tx.count('identity_services')) > 0) return;
  await tx.insert('identity_regions', [{ id: region, description: '', parent_region_id: null, extra: {} }]);
  const services = [
    { type: 'identity', name: 'portreeve-identity', url: `${url}${identityPrefix}/v3` },
    // Clients add the /v2.0.
    { type: 'network', name: 'portreeve', url },
  ];
  for (const { type, name, url } of services) {
    const service_id = newId();
    await tx.insert('identity_services', [{ id: service_id, type, name, description: '', enabled: true, extra: {} }]);
    await tx.insert(
      'identity_endpoints',
      ['public', 'internal', 'admin'].map((which) => ({
        id: newId(),
        service_id,
        interface: which,
        region_id: region,
        url,
        enabled: true,
        extra: {},
      })),
    );
  }
}
