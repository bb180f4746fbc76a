import { boolean, integer, json, text, textOrNull } from './columns.ts';

/** What the caller gave along that the service itself makes nothing of: an e-mail address, for one. */
const extra = json<Readonly<Record<string, unknown>>>();
const named = { id: text, name: text, description: text, enabled: boolean, extra } as const;

/**
 * Tables of the built-in identity service. No host and no agent waits for what happens in them, so their rows have no
 * revision and the change log says nothing of them.
 */
export const identityTables = {
  identity_domains: named,
  identity_projects: { ...named, domain_id: text },
  /** `generation` grows with each change that voids the user's tokens: they carry the number they were made under. */
  identity_users: {
    ...named,
    domain_id: text,
    default_project_id: textOrNull,
    password_hash: textOrNull,
    generation: integer,
  },
  identity_roles: { id: text, name: text, description: text, extra },
  /** Who has which role where: `target` is a project, a domain, or (with an empty id) the system. */
  identity_assignments: { user_id: text, target: text, target_id: text, role_id: text },
  identity_regions: { id: text, description: text, parent_region_id: textOrNull, extra },
  identity_services: { ...named, type: text },
  identity_endpoints: {
    id: text,
    service_id: text,
    interface: text,
    region_id: textOrNull,
    url: text,
    enabled: boolean,
    extra,
  },
  /** Tokens that were given back before their time, until that time. */
  identity_revocations: { audit_id: text, expires_at: text },
} as const;
